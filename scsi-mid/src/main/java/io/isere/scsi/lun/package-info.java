/**
 * Logical unit numbers, and the map from a number to its logical unit.
 */
@NullMarked
package io.isere.scsi.lun;

import org.jspecify.annotations.NullMarked;
