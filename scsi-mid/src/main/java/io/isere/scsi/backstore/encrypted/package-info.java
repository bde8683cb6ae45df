/**
 * Blocks encrypted at rest, and the key they are encrypted with.
 */
@NullMarked
package io.isere.scsi.backstore.encrypted;

import org.jspecify.annotations.NullMarked;
