package io.isere.scsi.lun;

import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiTask;

/**
 * The target's end of one I_T nexus: takes its tasks to the logical units.
 *
 * <p>Used on the nexus's loop only, {@link ScsiPort} included. A task submitted here is bound to its nexus and
 * transport; its result is told to that transport, and the task's own completion is not called. {@link #submit}
 * returns ACCEPTED, or CLOSED after {@link #close}; never BUSY.
 */
public interface TaskRouter extends ScsiPort {
    /**
     * The transport has ended a task that it held (connection lost, abort): no step of it will run, and it has been or
     * will be reused without {@code complete}.
     */
    void taskGone(ScsiTask task);

    /** The data of a {@code sendDataIn} that returned false has left the memory. */
    void dataLeft(ScsiTask task);

    /**
     * The transport has ended tasks of a logical unit of its own accord, as with the connection they came by, and the nexus
     * lives on: a unit attention tells of it (RFC 7143 section 11.14.5).
     */
    void tasksCleared(long lun);

    /** The nexus is lost (SAM-5 6.3.4). Tasks in the device server still end by {@code transport.complete}. */
    void close();
}
