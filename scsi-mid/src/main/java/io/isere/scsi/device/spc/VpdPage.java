package io.isere.scsi.device.spc;

import io.isere.scsi.device.LogicalUnit;
import java.nio.ByteBuffer;

/** Writes the body of one vital product data page (SPC-4 7.8); stateless. */
@FunctionalInterface
public interface VpdPage {
    /** Puts what follows the four header bytes, from the buffer's position on, which is left after the last byte. */
    void write(LogicalUnit unit, ByteBuffer page);
}
