/**
 * What every device server is made of: the logical unit it serves, a command under way, and the opcode table.
 */
@NullMarked
package io.isere.scsi.device;

import org.jspecify.annotations.NullMarked;
