package io.isere.scsi.sense;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sense data of COPY ABORTED (SPC-4 6.4.4), in either format: which segment failed, how much of it is missing, and what
 * the source or the destination said.
 *
 * <pre>
 *   fixed                                        descriptor
 *   3-6    INFORMATION: blocks that are missing  00h  information
 *   8      where the source's sense data begins  01h  command specific: 10-11, the segment
 *   9      where the destination's does          02h  sense key specific: the segment pointer
 *   10-11  the segment                           0Ch  forwarded: 2 (3-0) source 1, destination 2;
 *   15-17  segment pointer                            3 status; 4- sense data
 *   18-    status, and sense data
 * </pre>
 *
 * <p>Static functions with absolute access from index 0, for any thread; nothing here allocates.
 */
public final class CopySense {
    /** Nothing of the segment was written. */
    public static final long NO_RESIDUAL = -1;

    /** No field of the segment descriptor is to blame. */
    public static final int NO_FIELD = -1;

    private static final int SEGMENT_AT = 10;
    private static final int SOURCE_SENSE_AT = 8;
    private static final int COMMAND_SPECIFIC_TYPE = 0x01;
    private static final int COMMAND_SPECIFIC_BYTES = 12;
    private static final int FORWARDED_TYPE = 0x0C;
    private static final int FORWARDED_HEADER_BYTES = 4;
    private static final int FROM_SOURCE = 1;
    private static final int FROM_DESTINATION = 2;

    private CopySense() {}

    /**
     * What a unit that was read or written answered.
     *
     * @param fromDestination whether it was written
     * @param status SCSI status
     * @param sense its sense data
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once; nobody compares these records
    public record Forwarded(boolean fromDestination, int status, byte[] sense) {}

    /**
     * Writes it.
     *
     * @param descriptors whether in descriptor format
     * @param residual blocks of the segment that the destination lacks, or {@link #NO_RESIDUAL}
     * @param segment index of the segment descriptor
     * @param segmentByte byte of it that is meant, or {@link #NO_FIELD}
     * @param forwarded null: the copy manager itself could not go on
     * @return the length
     */
    public static int write(
            ByteBuffer sense,
            boolean descriptors,
            SenseCode code,
            long residual,
            int segment,
            int segmentByte,
            @Nullable Forwarded forwarded) {
        if (!descriptors) {
            return writeFixed(sense, code, residual, segment, segmentByte, forwarded);
        }
        SenseData.writeDescriptor(sense, SenseKey.COPY_ABORTED, code);
        if (residual != NO_RESIDUAL) {
            SenseData.addInformation(sense, residual);
        }
        int at = SenseData.append(sense, COMMAND_SPECIFIC_TYPE, COMMAND_SPECIFIC_BYTES);
        sense.putShort(at + SEGMENT_AT, (short) segment);
        int lengthBytes = at + COMMAND_SPECIFIC_BYTES;
        if (segmentByte != NO_FIELD) {
            lengthBytes = SenseData.addSegmentPointer(sense, segmentByte);
        }
        if (forwarded != null) {
            lengthBytes = addForwarded(sense, forwarded);
        }
        return lengthBytes;
    }

    private static int addForwarded(ByteBuffer sense, Forwarded forwarded) {
        int bytes = FORWARDED_HEADER_BYTES + forwarded.sense().length;
        int at = SenseData.append(sense, FORWARDED_TYPE, bytes);
        sense.put(at + 2, (byte) (forwarded.fromDestination() ? FROM_DESTINATION : FROM_SOURCE));
        sense.put(at + 3, (byte) forwarded.status()).put(at + FORWARDED_HEADER_BYTES, forwarded.sense());
        return at + bytes;
    }

    private static int writeFixed(
            ByteBuffer sense,
            SenseCode code,
            long residual,
            int segment,
            int segmentByte,
            @Nullable Forwarded forwarded) {
        int lengthBytes = SenseData.writeFixed(sense, SenseKey.COPY_ABORTED, code);
        if (residual != NO_RESIDUAL) {
            SenseData.setFixedInformation(sense, residual);
        }
        sense.putShort(SEGMENT_AT, (short) segment);
        if (segmentByte != NO_FIELD) {
            SenseData.setFixedSegmentPointer(sense, segmentByte);
        }
        if (forwarded == null) {
            return lengthBytes;
        }
        sense.put(SOURCE_SENSE_AT + (forwarded.fromDestination() ? 1 : 0), (byte) lengthBytes);
        sense.put(lengthBytes, (byte) forwarded.status()).put(lengthBytes + 1, forwarded.sense());
        lengthBytes += 1 + forwarded.sense().length;
        SenseData.setAdditionalLength(sense, lengthBytes);
        return lengthBytes;
    }
}
