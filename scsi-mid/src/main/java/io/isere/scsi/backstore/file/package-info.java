/**
 * Blocks in a file.
 */
@NullMarked
package io.isere.scsi.backstore.file;

import org.jspecify.annotations.NullMarked;
