package io.isere.iscsi.initiator;

import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers commands that got no answer in time: ABORT TASK, LOGICAL UNIT RESET, target reset, session re-open (RFC 7143
 * section 7.1; the order is SAM's), each step with its own time.
 *
 * <p>One overdue command at a time and one step at a time: a device that hangs has many overdue commands, and the reset
 * that the first of them needs ends the others too. Thread: the session's loop. Control path: allocates.
 */
final class EscalationLadder {
    private static final Logger LOG = LoggerFactory.getLogger(EscalationLadder.class);

    private final InitiatorSession session;
    private final InitiatorTasks tasks;
    private final EscalationPolicy policy;
    private EscalationStep step = EscalationStep.ABORT_TASK;
    private @Nullable InitiatorTask slot;
    private int tag;
    private long deadlineNs;

    EscalationLadder(InitiatorSession session, InitiatorTasks tasks, EscalationPolicy policy) {
        this.session = session;
        this.tasks = tasks;
        this.policy = policy;
    }

    /** Looks at the step under way, or for a command that is overdue; called now and then. */
    void onTick(long nowNs) {
        InitiatorTask current = slot;
        if (current != null && isThere(current)) {
            if (nowNs - deadlineNs >= 0) {
                climb(current, "was not answered in time", nowNs);
            }
            return;
        }
        slot = null;
        for (int i = 0; i < tasks.count(); i++) {
            InitiatorTask candidate = tasks.slot(i);
            if (candidate.isOverdue(nowNs)) {
                begin(candidate, nowNs);
                return;
            }
        }
    }

    private boolean isThere(InitiatorTask current) {
        return current.scsi != null && current.tag() == tag;
    }

    private void begin(InitiatorTask overdue, long nowNs) {
        LOG.warn("{}: no answer in time, aborting {}", session.description(), overdue.scsi);
        slot = overdue;
        tag = overdue.tag();
        overdue.aborting = true;
        take(EscalationStep.ABORT_TASK, overdue, nowNs);
    }

    private void climb(InitiatorTask overdue, String why, long nowNs) {
        EscalationStep next = step.next(policy);
        LOG.warn("{}: {} {}; next is {}", session.description(), step, why, next);
        take(next, overdue, nowNs);
    }

    private void take(EscalationStep next, InitiatorTask overdue, long nowNs) {
        step = next;
        deadlineNs = nowNs + next.timeoutNs(policy);
        TaskManagementFunction function = next.function();
        ScsiTask task = overdue.scsi;
        if (function == null || task == null) {
            slot = null;
            session.giveUp("a command got no answer, and neither did what was done to recover it");
            return;
        }
        int about = tag;
        ScsiTask reference = function == TaskManagementFunction.ABORT_TASK ? task : null;
        session.recover(function, task.lun(), reference, result -> onResult(next, about, result));
    }

    /** A step was answered. When it has succeeded, the command has ended before this is called. */
    private void onResult(EscalationStep answered, int about, TaskManagementResult result) {
        InitiatorTask current = slot;
        if (current == null || tag != about || step != answered) {
            return;
        }
        if (isThere(current) && session.isOpen()) {
            climb(current, "was answered " + result, session.loop().nowNs());
        } else {
            slot = null;
        }
    }
}
