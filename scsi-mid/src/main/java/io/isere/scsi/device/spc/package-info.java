/**
 * The commands every device server answers (SPC): INQUIRY, REPORT LUNS, TEST UNIT READY, MODE SENSE, persistent
 * reservations and their kin.
 */
@NullMarked
package io.isere.scsi.device.spc;

import org.jspecify.annotations.NullMarked;
