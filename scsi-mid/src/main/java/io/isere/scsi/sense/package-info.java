/**
 * Status and sense data: sense keys, additional sense codes, and the fixed and descriptor formats.
 */
@NullMarked
package io.isere.scsi.sense;

import org.jspecify.annotations.NullMarked;
