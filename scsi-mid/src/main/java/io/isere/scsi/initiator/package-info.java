/**
 * The initiator's view of a disk: block reads and writes turned into SCSI tasks, without a transport.
 */
@NullMarked
package io.isere.scsi.initiator;

import org.jspecify.annotations.NullMarked;
