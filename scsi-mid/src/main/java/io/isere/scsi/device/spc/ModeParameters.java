package io.isere.scsi.device.spc;

import io.isere.scsi.device.LogicalUnit;
import java.nio.ByteBuffer;
import java.util.List;

/** What a device type adds to MODE SENSE and MODE SELECT; stateless. */
public interface ModeParameters {
    /** DEVICE-SPECIFIC PARAMETER of the mode parameter header. */
    int deviceSpecific(LogicalUnit unit);

    /** Puts the block descriptor, of the long kind if {@code longLba}, at the buffer's position. */
    void putBlockDescriptor(LogicalUnit unit, boolean longLba, ByteBuffer parameters);

    /**
     * Whether a MODE SELECT's block descriptor leaves all as it is.
     *
     * @return its first byte that does not, as an index into the buffer; -1 when there is none
     */
    int refusedAt(LogicalUnit unit, boolean longLba, ByteBuffer list, int descriptorAt);

    /** The mode pages, in the order they are returned: by page code, then by subpage code. */
    List<ModePage> pages();
}
