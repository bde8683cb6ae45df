/**
 * One SCSI command under way: the reusable task, its completion, and the port through which a task is submitted,
 * whatever carries it.
 */
@NullMarked
package io.isere.scsi.task;

import org.jspecify.annotations.NullMarked;
