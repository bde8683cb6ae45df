package io.isere.iscsi.initiator;

import io.isere.iscsi.pdu.LogoutReason;
import io.isere.iscsi.pdu.LogoutResponseCode;
import io.isere.iscsi.pdu.SerialNumber;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the commands of one lost connection while its session goes on by others (RFC 7143 section 7.14, b): the
 * connection is logged out by another one, so that the target has ended its tasks; commands that never arrived are sent
 * again with the CmdSN that the target misses; those that did arrive end as cleared, and whoever sent them decides by its
 * retry policy.
 *
 * <p>Thread: the session's loop. Lifetime: from the loss to {@link #isOver}. Control path.
 */
final class FailOver {
    private static final Logger LOG = LoggerFactory.getLogger(FailOver.class);

    private final InitiatorSession session;
    private final InitiatorTasks tasks;
    private final FullFeatureConnection lost;
    private final long deadlineNs;
    private @Nullable FullFeatureConnection carrier;
    private boolean over;

    FailOver(InitiatorSession session, InitiatorTasks tasks, FullFeatureConnection lost, long deadlineNs) {
        this.session = session;
        this.tasks = tasks;
        this.lost = lost;
        this.deadlineNs = deadlineNs;
    }

    FullFeatureConnection lost() {
        return lost;
    }

    boolean isOver() {
        return over;
    }

    /** Whether the target has not answered in time. */
    boolean isOverdue(long nowNs) {
        return !over && nowNs - deadlineNs >= 0;
    }

    /** Whether the logout went by a connection that is lost too, so that no answer will come. */
    boolean wentBy(FullFeatureConnection connection) {
        return carrier == connection;
    }

    /** Logs the lost connection out by another one. */
    void begin(FullFeatureConnection by) {
        LOG.info("{}: connection {} is lost, logging it out by connection {}", session, lost.cid(), by.cid());
        carrier = by;
        if (!by.sendLogoutOf(lost, LogoutReason.CLOSE_CONNECTION)) {
            session.giveUp("no PDU is free to log a lost connection out");
        }
    }

    /** The target's answer. */
    void onLogoutResponse(LogoutResponseCode code) {
        if (code == LogoutResponseCode.CLOSED || code == LogoutResponseCode.CID_NOT_FOUND) {
            settle();
        } else {
            session.giveUp("the target does not close a lost connection: " + code);
        }
    }

    /** The target has nothing of the connection any more. */
    void settle() {
        over = true;
        int expCmdSn = session.window().expCmdSn();
        for (InitiatorTask slot : tasks.inOrder()) {
            boolean arrived = SerialNumber.isBefore(slot.cmdSn, expCmdSn);
            if (slot.connection == lost && !arrived) {
                session.retry(slot);
            }
        }
        for (InitiatorTask slot : tasks.inOrder()) {
            ScsiTask task = slot.scsi;
            if (slot.connection == lost && task != null) {
                session.complete(slot, slot.aborting ? TaskOutcome.TIMED_OUT : TaskOutcome.CLEARED);
            }
        }
    }
}
