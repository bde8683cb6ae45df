/**
 * Blocks in this process's memory.
 */
@NullMarked
package io.isere.scsi.backstore.ram;

import org.jspecify.annotations.NullMarked;
