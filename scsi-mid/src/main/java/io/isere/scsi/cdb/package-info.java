/**
 * Command descriptor blocks: operation codes, and codecs that read and write a CDB in place.
 */
@NullMarked
package io.isere.scsi.cdb;

import org.jspecify.annotations.NullMarked;
