package io.isere.scsi.device.spc;

import io.isere.scsi.device.LogicalUnit;
import java.nio.ByteBuffer;
import java.util.Map;

/** What a device type adds to MODE SENSE; stateless. */
public interface ModeParameters {
    /** DEVICE-SPECIFIC PARAMETER of the mode parameter header. */
    int deviceSpecific(LogicalUnit unit);

    /** Puts the block descriptor, of the long kind if {@code longLba}, at the buffer's position. */
    void putBlockDescriptor(LogicalUnit unit, boolean longLba, ByteBuffer parameters);

    /** The mode pages by page code, in the order they are returned; none has subpages. */
    Map<Integer, ModePage> pages();
}
