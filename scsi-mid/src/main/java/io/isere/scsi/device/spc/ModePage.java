package io.isere.scsi.device.spc;

import io.isere.scsi.device.LogicalUnit;

/** The current and default values of one mode page without subpages (SPC-4 7.5); stateless. */
@FunctionalInterface
public interface ModePage {
    /** What follows PAGE CODE and PAGE LENGTH: a new array of the page's length. */
    byte[] values(LogicalUnit unit);
}
