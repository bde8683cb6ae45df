/**
 * Where a logical unit's blocks live, as the device server sees it.
 */
@NullMarked
package io.isere.scsi.backstore;

import org.jspecify.annotations.NullMarked;
