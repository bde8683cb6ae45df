package io.isere.scsi.task;

import java.util.concurrent.Executor;

/**
 * An I_T nexus as the device server sees it: one session of one initiator port with one target port (SAM-5 4.2).
 *
 * <p>Implemented by the transport, which knows the nexus's tasks.
 */
public interface Nexus {
    /** Name of the initiator port, as the transport defines it; constant, for any thread. */
    String initiatorPortName();

    /** The loop every task of this nexus lives on; for any thread. */
    Executor home();

    /**
     * Aborts one task, then runs {@code done}. Called on {@link #home()}; {@code done} runs there.
     *
     * <p>To abort is to call {@link ScsiTask#requestAbort} and see the task freed: at once when the transport holds it
     * (the transport then calls {@code TaskRouter.taskGone}), else when the device server completes it.
     */
    void abortTask(ScsiTask task, Runnable done);

    /**
     * Aborts all tasks of one logical unit that this nexus has now, then runs {@code done}. Called on {@link #home()};
     * {@code done} runs there.
     *
     * @param lun 64-bit SAM LUN
     */
    void abortTasks(long lun, Runnable done);
}
