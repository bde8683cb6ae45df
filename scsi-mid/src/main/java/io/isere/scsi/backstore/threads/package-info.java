/**
 * Threads that may block, for backstores that must.
 */
@NullMarked
package io.isere.scsi.backstore.threads;

import org.jspecify.annotations.NullMarked;
