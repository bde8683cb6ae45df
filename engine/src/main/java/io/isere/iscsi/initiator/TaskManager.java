package io.isere.iscsi.initiator;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TaskTag;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.TaskManagementRequestBhs;
import io.isere.iscsi.pdu.TaskManagementResponseBhs;
import io.isere.iscsi.session.CommandWindow;
import io.isere.iscsi.session.TaskManagementCodes;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Task management requests of a session: sends them, immediate, and matches the responses (RFC 7143 section 11.5).
 *
 * <p>Thread: the session's loop. Control path: allocates.
 */
final class TaskManager {
    private final CommandWindow window;
    private final InitiatorTasks tasks;
    private final int firstTagIndex;
    private final List<Pending> pending = new ArrayList<>();
    private final TaskManagementRequestBhs request = new TaskManagementRequestBhs();
    private final TaskManagementResponseBhs response = new TaskManagementResponseBhs();
    private int requests;

    /**
     * @param firstTagIndex index from which its tags are taken: behind those of the task slots
     */
    TaskManager(CommandWindow window, InitiatorTasks tasks, int firstTagIndex) {
        this.window = window;
        this.tasks = tasks;
        this.firstTagIndex = firstTagIndex;
    }

    /**
     * A request that was sent and not answered yet.
     *
     * @param connection what it was sent on
     * @param cmdSn where it stands among the commands: it is about those before it (RFC 7143 section 4.2.2.1)
     * @param recovery whether it is a step of {@link EscalationLadder}, which looks after its time itself
     */
    record Pending(
            FullFeatureConnection connection,
            int tag,
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            int cmdSn,
            boolean recovery,
            long deadlineNs,
            TaskManagementCompletion completion) {}

    /** Sends a request; its completion is called when it is answered or its connection ends. */
    void send(
            FullFeatureConnection connection,
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            boolean recovery,
            long deadlineNs,
            TaskManagementCompletion completion) {
        InitiatorTask slot = reference == null ? null : tasks.find(reference);
        if (reference != null && slot == null) {
            completion.onManaged(TaskManagementResult.TASK_DOES_NOT_EXIST);
            return;
        }
        ControlPdu pdu = connection.datamover().acquireControlPdu(0);
        if (pdu == null) {
            completion.onManaged(TaskManagementResult.DELIVERY_FAILURE);
            return;
        }
        int cmdSn = window.next(true);
        int tag = TaskTag.pack(firstTagIndex + (requests & 7), ++requests & 0x7fff);
        request.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .immediateBit(true)
                .functionCode(TaskManagementCodes.code(function))
                .lun(lun)
                .initiatorTaskTag(tag)
                .referencedTaskTag(slot == null ? Bhs.RESERVED_TAG : slot.tag())
                .refCmdSn(slot == null ? 0 : slot.cmdSn)
                .cmdSn(cmdSn)
                .expStatSn(connection.expStatSn());
        pending.add(new Pending(connection, tag, function, lun, reference, cmdSn, recovery, deadlineNs, completion));
        connection.datamover().sendControl(pdu);
    }

    /** Takes a response; null when it answers nothing that was asked. */
    @Nullable
    Pending onResponse(ReceivedPdu pdu) {
        response.wrap(pdu.buffer(), pdu.bhsOffset());
        for (Pending request : pending) {
            if (request.tag() == response.initiatorTaskTag()) {
                pending.remove(request);
                return request;
            }
        }
        return null;
    }

    /** The result that the last response told. */
    TaskManagementResult result() {
        return TaskManagementCodes.result(response.responseCode());
    }

    /** Whether a request has waited for its answer beyond its deadline. */
    boolean isOverdue(long nowNs) {
        for (Pending request : pending) {
            if (!request.recovery() && nowNs - request.deadlineNs() >= 0) {
                return true;
            }
        }
        return false;
    }

    /** A connection ended: every request that was sent on it ends as not delivered. */
    void failOf(FullFeatureConnection connection) {
        for (Pending request : new ArrayList<>(pending)) {
            if (request.connection() == connection && pending.remove(request)) {
                request.completion().onManaged(TaskManagementResult.DELIVERY_FAILURE);
            }
        }
    }
}
