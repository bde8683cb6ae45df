package io.isere.scsi.device.copy;

import io.isere.scsi.device.Command;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EXTENDED COPY (LID1)'s parameter list (SPC-4 6.4.3), checked. Immutable.
 *
 * <pre>
 *   0      LIST IDENTIFIER
 *   1      STR (5), LIST ID USAGE (4-3), PRIORITY (2-0)
 *   2-3    TARGET DESCRIPTOR LIST LENGTH
 *   8-11   SEGMENT DESCRIPTOR LIST LENGTH
 *   12-15  INLINE DATA LENGTH
 *   16-    descriptors
 * </pre>
 *
 * <p>PRIORITY is not looked at, as each command of a nexus has its turns; nor is STR, which is for tapes.
 */
final class CopyList {
    static final int HEADER_BYTES = 16;

    private static final int LIST_ID_USAGE_AT = 1;
    private static final int TARGETS_LENGTH_AT = 2;
    private static final int SEGMENTS_LENGTH_AT = 8;
    private static final int INLINE_LENGTH_AT = 12;
    private static final int USAGE_RESERVED = 1;
    private static final int USAGE_NO_LIST_IDENTIFIER = 3;

    private final ByteBuffer list;
    private final List<TargetDescriptor> targets = new ArrayList<>();
    private final List<BlockSegment> segments = new ArrayList<>();

    private CopyList(ByteBuffer list) {
        this.list = list;
    }

    /** Reads a list; null: it is not to be carried out, and the command has ended. */
    static @Nullable CopyList read(Command command, ByteBuffer list) {
        CopyList parsed = new CopyList(list);
        return parsed.acceptsHeader(command) && parsed.readTargets(command) && parsed.readSegments(command)
                ? parsed
                : null;
    }

    int listIdentifier() {
        return Byte.toUnsignedInt(list.get(0));
    }

    /** False with LIST ID USAGE 11b: nothing is to be kept of the copy. */
    boolean hasListIdentifier() {
        return usage() != USAGE_NO_LIST_IDENTIFIER;
    }

    List<TargetDescriptor> targets() {
        return targets;
    }

    List<BlockSegment> segments() {
        return segments;
    }

    /** Where target descriptor {@code index} begins. */
    static int targetAt(int index) {
        return HEADER_BYTES + index * TargetDescriptor.BYTES;
    }

    private int usage() {
        return (list.get(LIST_ID_USAGE_AT) >>> 3) & 3;
    }

    private int targetsBytes() {
        return Short.toUnsignedInt(list.getShort(TARGETS_LENGTH_AT));
    }

    private long segmentsBytes() {
        return Integer.toUnsignedLong(list.getInt(SEGMENTS_LENGTH_AT));
    }

    private long inlineBytes() {
        return Integer.toUnsignedLong(list.getInt(INLINE_LENGTH_AT));
    }

    private boolean acceptsHeader(Command command) {
        long descriptorsBytes = targetsBytes() + segmentsBytes();
        if (usage() == USAGE_RESERVED) {
            command.invalidParameter(LIST_ID_USAGE_AT);
        } else if (!hasListIdentifier() && listIdentifier() != 0) {
            command.invalidParameter(0);
        } else if (HEADER_BYTES + descriptorsBytes + inlineBytes() > list.limit()
                || descriptorsBytes > CopyLimits.DESCRIPTOR_LIST_BYTES_MAX) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.PARAMETER_LIST_LENGTH_ERROR);
        } else if (inlineBytes() > 0) {
            command.invalidParameter(SenseCode.INLINE_DATA_LENGTH_EXCEEDED, INLINE_LENGTH_AT);
        } else {
            return true;
        }
        return false;
    }

    private boolean readTargets(Command command) {
        int bytes = targetsBytes();
        if (bytes % TargetDescriptor.BYTES != 0) {
            command.invalidParameter(TARGETS_LENGTH_AT);
            return false;
        }
        if (bytes > CopyLimits.TARGET_DESCRIPTORS_MAX * TargetDescriptor.BYTES) {
            command.invalidParameter(SenseCode.TOO_MANY_TARGET_DESCRIPTORS, TARGETS_LENGTH_AT);
            return false;
        }
        for (int at = HEADER_BYTES; at < HEADER_BYTES + bytes; at += TargetDescriptor.BYTES) {
            if (Byte.toUnsignedInt(list.get(at)) != TargetDescriptor.TYPE) {
                command.invalidParameter(SenseCode.UNSUPPORTED_TARGET_DESCRIPTOR_TYPE_CODE, at);
                return false;
            }
            targets.add(new TargetDescriptor(list, at));
        }
        return true;
    }

    private boolean readSegments(Command command) {
        int at = HEADER_BYTES + targetsBytes();
        int end = at + (int) segmentsBytes();
        while (at < end) {
            if (segments.size() == CopyLimits.SEGMENT_DESCRIPTORS_MAX) {
                command.invalidParameter(SenseCode.TOO_MANY_SEGMENT_DESCRIPTORS, SEGMENTS_LENGTH_AT);
                return false;
            }
            if (Byte.toUnsignedInt(list.get(at)) != BlockSegment.TYPE) {
                command.invalidParameter(SenseCode.UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE_CODE, at);
                return false;
            }
            if (end - at < BlockSegment.BYTES) {
                command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.PARAMETER_LIST_LENGTH_ERROR);
                return false;
            }
            if (list.getShort(at + BlockSegment.LENGTH_AT) != BlockSegment.DESCRIPTOR_LENGTH) {
                command.invalidParameter(at + BlockSegment.LENGTH_AT);
                return false;
            }
            segments.add(BlockSegment.of(list, at));
            at += BlockSegment.BYTES;
        }
        return true;
    }
}
