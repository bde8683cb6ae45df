package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.ModeSelectCdb;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.ModeSettings;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The parameter list of one MODE SELECT, read against the settings in force: what they become, or where the first fault
 * is. Used once, by one thread.
 */
final class ModeList {
    private static final int NOWHERE = -1;
    private static final int SPF = 0x40;
    private static final int PAGE_CODE_MASK = 0x3F;

    private final ModeSelectCdb layout;
    private final ModeParameters parameters;
    private final LogicalUnit unit;
    private final ByteBuffer list;
    private ModeSettings settings;
    private boolean truncated;
    private int refusedAt = NOWHERE;

    ModeList(ModeSelectCdb layout, ModeParameters parameters, LogicalUnit unit, ByteBuffer list, ModeSettings inForce) {
        this.layout = layout;
        this.parameters = parameters;
        this.unit = unit;
        this.list = list;
        settings = inForce;
        read();
    }

    /** What the settings become; meaningless when the list is not acceptable. */
    ModeSettings settings() {
        return settings;
    }

    /** Whether header, block descriptor or a page is cut off. */
    boolean isTruncated() {
        return truncated;
    }

    /** The byte of the list that is not acceptable; -1 when there is none. */
    int refusedAt() {
        return refusedAt;
    }

    boolean isAcceptable() {
        return !truncated && refusedAt == NOWHERE;
    }

    private void read() {
        int at = layout.headerBytes();
        if (list.limit() < at) {
            truncated = true;
            return;
        }
        int descriptorBytes = layout.descriptorBytes(list);
        readHeader(descriptorBytes);
        at += descriptorBytes;
        truncated |= list.limit() < at;
        while (isAcceptable() && at < list.limit()) {
            at = readPage(at);
        }
    }

    private void readHeader(int descriptorBytes) {
        boolean longLba = layout.longLba(list);
        if (list.get(layout.mediumTypeAt()) != 0) {
            refusedAt = layout.mediumTypeAt();
        } else if (descriptorBytes != 0 && descriptorBytes != (longLba ? 16 : 8)) {
            refusedAt = layout.descriptorLengthAt();
        } else if (descriptorBytes != 0 && list.limit() >= layout.headerBytes() + descriptorBytes) {
            refusedAt = parameters.refusedAt(unit, longLba, list, layout.headerBytes());
        }
    }

    /** Reads the page at an index, and returns where the next begins. */
    private int readPage(int at) {
        boolean hasSubpage = (list.get(at) & SPF) != 0;
        int headerBytes = hasSubpage ? 4 : 2;
        if (list.limit() < at + headerBytes) {
            truncated = true;
            return at;
        }
        int subpage = hasSubpage ? Byte.toUnsignedInt(list.get(at + 1)) : 0;
        ModePage page = find(list.get(at) & PAGE_CODE_MASK, subpage);
        if (page == null || page.headerBytes() != headerBytes) {
            refusedAt = hasSubpage && page != null ? at + 1 : at;
            return at;
        }
        byte[] current = page.render().values(unit, settings);
        int lengthAt = at + headerBytes - (hasSubpage ? 2 : 1);
        int length = hasSubpage ? Short.toUnsignedInt(list.getShort(lengthAt)) : Byte.toUnsignedInt(list.get(lengthAt));
        if (length != current.length) {
            refusedAt = lengthAt;
        } else if (list.limit() < at + headerBytes + length) {
            truncated = true;
        } else {
            select(page, current, at + headerBytes);
        }
        return at + headerBytes + length;
    }

    private @Nullable ModePage find(int code, int subpage) {
        for (ModePage page : parameters.pages()) {
            if (page.code() == code && page.subpage() == subpage) {
                return page;
            }
        }
        return null;
    }

    private void select(ModePage page, byte[] current, int valuesAt) {
        byte[] values = new byte[current.length];
        list.get(valuesAt, values);
        byte[] changeable = page.changeable().values(unit, settings);
        int firstChanged = 0;
        for (int index = values.length - 1; index >= 0; index--) {
            int changed = values[index] ^ current[index];
            firstChanged = changed == 0 ? firstChanged : index;
            refusedAt = (changed & ~changeable[index]) == 0 ? refusedAt : valuesAt + index;
        }
        ModeSettings next = page.select().select(settings, values);
        if (next == null && refusedAt == NOWHERE) {
            refusedAt = valuesAt + firstChanged;
        }
        settings = next == null ? settings : next;
    }
}
