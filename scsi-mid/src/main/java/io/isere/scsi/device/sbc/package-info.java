/**
 * The block commands of a disk (SBC): READ, WRITE, SYNCHRONIZE CACHE, UNMAP, COMPARE AND WRITE, capacity.
 */
@NullMarked
package io.isere.scsi.device.sbc;

import org.jspecify.annotations.NullMarked;
