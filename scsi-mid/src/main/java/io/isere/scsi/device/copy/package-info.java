/**
 * The copy manager: EXTENDED COPY between logical units of one target, and what it tells of its copies.
 */
@NullMarked
package io.isere.scsi.device.copy;

import org.jspecify.annotations.NullMarked;
