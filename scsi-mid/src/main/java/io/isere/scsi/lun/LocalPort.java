package io.isere.scsi.lun;

import io.isere.scsi.task.LocalTransport;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.Nexus;
import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskList;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A nexus without a network: an application client of this process plugged onto a target device.
 *
 * <p>Used on its loop only. A command allocates nothing here. Completions never run inside one another: a command
 * submitted from a completion is completed after that completion has returned.
 */
public final class LocalPort implements ScsiPort, Nexus {
    private final String initiatorPortName;
    private final Executor loop;
    private final int tasksMax;
    private final TaskRouter router;
    private final LocalTransport transport = new LocalTransport(this::onEnded);
    private final TaskList active = new TaskList();
    private final TaskList ended = new TaskList();
    private final ArrayDeque<Runnable> waiters = new ArrayDeque<>();
    private final List<PendingAbort> pendingAborts = new ArrayList<>();
    private boolean delivering;
    private boolean closed;
    private long nextTag;

    /**
     * Opens the nexus; called on its loop.
     *
     * @param loop a single thread, the caller's
     * @param tasksMax tasks in flight before {@link #submit} answers BUSY
     */
    public LocalPort(ScsiTargetDevice device, String initiatorPortName, Executor loop, int tasksMax) {
        this.initiatorPortName = initiatorPortName;
        this.loop = loop;
        this.tasksMax = tasksMax;
        router = device.openNexus(this);
    }

    @Override
    public SubmitResult submit(ScsiTask task) {
        if (closed) {
            return SubmitResult.CLOSED;
        }
        if (active.count() == tasksMax) {
            return SubmitResult.BUSY;
        }
        task.nexus(this).transport(transport).tag(nextTag++).resetResult();
        active.addLast(task);
        boolean outermost = !delivering;
        delivering = true;
        router.submit(task);
        if (outermost) {
            deliver();
        }
        return SubmitResult.ACCEPTED;
    }

    /** The transport has ended a task. */
    private void onEnded(ScsiTask task) {
        active.remove(task);
        ended.addLast(task);
        if (!delivering) {
            delivering = true;
            deliver();
        }
    }

    /** Runs completions until none is left, and with them whatever they submit. */
    private void deliver() {
        ScsiTask task = ended.pollFirst();
        while (task != null) {
            if (!pendingAborts.isEmpty()) {
                settleAborts(task);
            }
            task.completion().onComplete(task);
            callOneWaiter();
            task = ended.pollFirst();
        }
        delivering = false;
    }

    private void callOneWaiter() {
        Runnable waiter = waiters.poll();
        if (waiter != null) {
            waiter.run();
        }
    }

    @Override
    public void awaitReady(Runnable waiter) {
        waiters.add(waiter);
    }

    @Override
    public void later(long delayNs, Runnable action) {
        // No clock here, and no device of this process that is busy for long.
        loop.execute(action);
    }

    @Override
    public void manage(
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            TaskManagementCompletion completion) {
        ScsiTask known = reference != null && active.contains(reference) ? reference : null;
        router.manage(function, lun, known, completion);
    }

    @Override
    public String initiatorPortName() {
        return initiatorPortName;
    }

    @Override
    public Executor home() {
        return loop;
    }

    @Override
    public void abortTask(ScsiTask task, Runnable done) {
        abort(List.of(task), done);
    }

    @Override
    public void abortTasks(long lun, Runnable done) {
        List<ScsiTask> tasks = new ArrayList<>();
        for (ScsiTask task = active.first(); task != null; task = active.next(task)) {
            if (Lun.decode(task.lun()) == Lun.decode(lun)) {
                tasks.add(task);
            }
        }
        abort(tasks, done);
    }

    private void abort(List<ScsiTask> tasks, Runnable done) {
        PendingAbort abort = new PendingAbort(new ArrayList<>(tasks), done);
        tasks.forEach(ScsiTask::requestAbort);
        abort.tasks.removeIf(task -> !active.contains(task));
        if (abort.tasks.isEmpty()) {
            done.run();
        } else {
            pendingAborts.add(abort);
        }
    }

    private void settleAborts(ScsiTask task) {
        for (Iterator<PendingAbort> aborts = pendingAborts.iterator(); aborts.hasNext(); ) {
            PendingAbort abort = aborts.next();
            abort.tasks.remove(task);
            if (abort.tasks.isEmpty()) {
                aborts.remove();
                loop.execute(abort.done);
            }
        }
    }

    /** Closes the nexus. Tasks in flight still complete; later ones are answered CLOSED. */
    public void close() {
        closed = true;
        router.close();
        for (int left = waiters.size(); left > 0; left--) {
            callOneWaiter();
        }
    }

    /** An abort that waits for tasks in the device server. */
    private record PendingAbort(List<ScsiTask> tasks, Runnable done) {}
}
