/**
 * No blocks at all: writes vanish and reads give nothing, for measuring everything above the storage.
 */
@NullMarked
package io.isere.scsi.backstore.none;

import org.jspecify.annotations.NullMarked;
