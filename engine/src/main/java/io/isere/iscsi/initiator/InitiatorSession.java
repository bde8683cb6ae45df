package io.isere.iscsi.initiator;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.LoopBuffers;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.pdu.ScsiResponseCode;
import io.isere.iscsi.session.CommandWindow;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.isere.scsi.task.TaskOutcome;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The initiator's end of a session in full feature phase: SCSI tasks go to the target, responses come back.
 *
 * <p>Thread: its connection's loop. Lifetime: from login to {@link #isOpen} being false; afterwards every task has been
 * completed with {@link TaskOutcome#CONNECTION_LOST} or better. Allocates nothing a command.
 */
public final class InitiatorSession implements ScsiPort {
    private static final Logger LOG = LoggerFactory.getLogger(InitiatorSession.class);

    private final InitiatorConnection connection;
    private final Datamover datamover;
    private final RdmaLoop loop;
    private final LoopBuffers buffers;
    private final InitiatorSettings settings;
    private final CommandWindow window;
    private final InitiatorTasks tasks;
    private final CommandSender sender;
    private final TaskManager taskManager;
    private final ScsiResponseBhs response = new ScsiResponseBhs();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean open = true;

    InitiatorSession(
            InitiatorConnection connection,
            Datamover datamover,
            RdmaLoop loop,
            LoopBuffers buffers,
            InitiatorSettings settings,
            CommandWindow window,
            CommandSender.UnsolicitedData unsolicited) {
        this.connection = connection;
        this.datamover = datamover;
        this.loop = loop;
        this.buffers = buffers;
        this.settings = settings;
        this.window = window;
        tasks = new InitiatorTasks(settings.queueDepth());
        for (int i = 0; i < tasks.count(); i++) {
            InitiatorTask slot = tasks.slot(i);
            slot.bind(datamover.createTask(i, slot));
        }
        sender = new CommandSender(datamover, window, unsolicited);
        taskManager = new TaskManager(datamover, window, tasks, tasks.count() + InitiatorConnection.OWN_TAGS);
    }

    /** Whether commands can be submitted; false for good once logged out or lost. */
    public boolean isOpen() {
        return open;
    }

    /** Commands that are with the target now. */
    public int activeTasks() {
        return tasks.active();
    }

    /** The loop it lives on. */
    public RdmaLoop loop() {
        return loop;
    }

    /** What it runs over and with whom, for people. */
    public String description() {
        return datamover.description();
    }

    /** What login agreed on. */
    public OperationalParameters parameters() {
        return connection.parameters();
    }

    /** Completes when the session has ended, whoever ended it. */
    public Future<Void> ended() {
        return connection.ended();
    }

    /** Why it ended, for people; "" while it has not. */
    public String endReason() {
        return connection.endReason();
    }

    /** Logs out and closes the connection; completes when it is closed. Commands still with the target are lost. */
    public Future<Void> logout() {
        return connection.logout();
    }

    @Override
    public SubmitResult submit(ScsiTask task) {
        if (!open) {
            return SubmitResult.CLOSED;
        }
        if (!window.isOpen()) {
            return SubmitResult.BUSY;
        }
        InitiatorTask slot = tasks.acquire(task);
        if (slot == null) {
            return SubmitResult.BUSY;
        }
        DataSegments data = reachableData(slot, task);
        ControlPdu pdu = data == null ? null : datamover.acquireControlPdu(0);
        if (data == null || pdu == null) {
            giveBack(slot);
            return SubmitResult.BUSY;
        }
        long timeoutNs = task.timeoutNs() > 0 ? task.timeoutNs() : settings.commandTimeoutNs();
        slot.deadlineNs = loop.nowNs() + timeoutNs;
        task.tag(Integer.toUnsignedLong(slot.tag()));
        if (!sender.send(pdu, slot, task, data, connection.expStatSn())) {
            datamover.releaseControlPdu(pdu);
            giveBack(slot);
            return SubmitResult.BUSY;
        }
        return SubmitResult.ACCEPTED;
    }

    /** The task's own memory, or registered memory in its place when the wire cannot reach that; null: none is free. */
    private @Nullable DataSegments reachableData(InitiatorTask slot, ScsiTask task) {
        DataSegments own = task.clientData();
        if (task.expectedDataBytes() == 0 || datamover.canReach(own)) {
            return own;
        }
        int bytes = (int) task.expectedDataBytes();
        if (!buffers.leaseContiguous(bytes, slot.bounce, slot.bounceData)) {
            return null;
        }
        if (task.direction() == DataDirection.OUT) {
            DataSegments.copy(own, slot.bounceData, bytes);
        }
        return slot.bounceData;
    }

    private void giveBack(InitiatorTask slot) {
        buffers.release(slot.bounce, slot.bounceData);
        tasks.release(slot);
    }

    @Override
    public void awaitReady(Runnable waiter) {
        waiting.addLast(waiter);
    }

    /** Calls who waits, one for each command that can be sent now; called when something may have made room. */
    void onRoom() {
        int callable = Math.min(waiting.size(), tasks.free());
        for (int i = 0; i < callable && window.isOpen(); i++) {
            waiting.removeFirst().run();
        }
    }

    /** A SCSI Response arrived (RFC 7143 section 11.4). */
    void onScsiResponse(ReceivedPdu pdu) {
        response.wrap(pdu.buffer(), pdu.bhsOffset());
        InitiatorTask slot = tasks.find(response.initiatorTaskTag());
        ScsiTask task = slot == null ? null : slot.scsi;
        if (slot == null || task == null) {
            LOG.debug("response to task {} that has ended already", response.initiatorTaskTag());
            return;
        }
        if (response.responseCode() == ScsiResponseCode.COMMAND_COMPLETED_AT_TARGET.code()) {
            readStatus(task);
            complete(slot, TaskOutcome.COMPLETE);
        } else {
            complete(slot, TaskOutcome.REJECTED);
        }
    }

    private void readStatus(ScsiTask task) {
        long residualBytes = response.residualCountBytes();
        long underflowBytes = response.underflowBit() ? Math.min(residualBytes, task.expectedDataBytes()) : 0;
        long overflowBytes = response.overflowBit() && !response.underflowBit() ? residualBytes : 0;
        task.status(response.status())
                .residual(underflowBytes, overflowBytes)
                .transferredBytes(task.expectedDataBytes() - underflowBytes);
        int dataBytes = response.dataSegmentLengthBytes();
        if (dataBytes >= 2) {
            readSense(task, response.buffer(), response.dataSegmentOffset(), dataBytes - 2);
        }
    }

    /** SenseLength and sense data at the start of the data segment (RFC 7143 section 11.4.7). */
    private static void readSense(ScsiTask task, ByteBuffer buffer, int offset, int availableBytes) {
        int senseBytes = Math.min(buffer.getShort(offset) & 0xffff, availableBytes);
        senseBytes = Math.min(senseBytes, ScsiTask.SENSE_BYTES_MAX);
        ByteBuffer sense = task.sense();
        for (int i = 0; i < senseBytes; i++) {
            sense.put(i, buffer.get(offset + 2 + i));
        }
        task.senseLengthBytes(senseBytes);
    }

    private void complete(InitiatorTask slot, TaskOutcome outcome) {
        ScsiTask task = slot.scsi;
        if (task == null) {
            return;
        }
        if (outcome == TaskOutcome.COMPLETE
                && task.direction() == DataDirection.IN
                && slot.bounceData.totalBytes() > 0) {
            DataSegments.copy(slot.bounceData, task.clientData(), (int) task.transferredBytes());
        }
        giveBack(slot);
        task.outcome(outcome);
        task.completion().onComplete(task);
        if (!waiting.isEmpty()) {
            onRoom();
        }
    }

    @Override
    public void manage(
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            TaskManagementCompletion completion) {
        if (!open) {
            completion.onManaged(TaskManagementResult.DELIVERY_FAILURE);
            return;
        }
        long deadlineNs = loop.nowNs() + settings.taskManagementTimeoutNs();
        taskManager.send(function, lun, reference, connection.expStatSn(), deadlineNs, completion);
    }

    /** A task management response arrived: what it aborted ends before the caller hears of it. */
    void onTaskManagementResponse(ReceivedPdu pdu) {
        TaskManager.Pending request = taskManager.onResponse(pdu);
        if (request == null) {
            return;
        }
        TaskManagementResult result = taskManager.result();
        if (result == TaskManagementResult.FUNCTION_COMPLETE) {
            endAborted(request);
        }
        request.completion().onManaged(result);
    }

    private void endAborted(TaskManager.Pending request) {
        for (int i = 0; i < tasks.count(); i++) {
            InitiatorTask slot = tasks.slot(i);
            ScsiTask task = slot.scsi;
            if (task != null && isAborted(request, task)) {
                datamover.deallocateTaskResources(slot.datamoverTask());
                complete(slot, slot.aborting ? TaskOutcome.TIMED_OUT : TaskOutcome.ABORTED);
            }
        }
    }

    private static boolean isAborted(TaskManager.Pending request, ScsiTask task) {
        return switch (request.function()) {
            case ABORT_TASK -> task == request.reference();
            case ABORT_TASK_SET, CLEAR_TASK_SET, LOGICAL_UNIT_RESET -> task.lun() == request.lun();
            case TARGET_WARM_RESET, TARGET_COLD_RESET, I_T_NEXUS_RESET -> true;
            default -> false;
        };
    }

    /** Looks for commands that got no answer in time; called now and then. */
    void onTick(long nowNs) {
        onRoom();
        if (taskManager.isOverdue(nowNs)) {
            connection.drop("the target did not answer a task management request in time");
            return;
        }
        for (int i = 0; i < tasks.count(); i++) {
            InitiatorTask slot = tasks.slot(i);
            if (slot.scsi != null && !slot.aborting && nowNs - slot.deadlineNs >= 0) {
                abortOverdue(slot, slot.scsi);
            }
        }
    }

    /** ABORT TASK; when even that fails the connection is dropped, which ends every task. */
    private void abortOverdue(InitiatorTask slot, ScsiTask task) {
        slot.aborting = true;
        LOG.warn("{}: no answer in time, aborting {}", datamover.description(), task);
        manage(TaskManagementFunction.ABORT_TASK, task.lun(), task, result -> {
            if (result != TaskManagementResult.FUNCTION_COMPLETE && slot.scsi == task && slot.aborting) {
                connection.drop("ABORT TASK of an overdue command was answered " + result);
            }
        });
    }

    /** The connection is gone: every task ends, and every task management request. */
    void onConnectionEnd() {
        open = false;
        for (int i = 0; i < tasks.count(); i++) {
            InitiatorTask slot = tasks.slot(i);
            if (slot.scsi != null) {
                complete(slot, slot.aborting ? TaskOutcome.TIMED_OUT : TaskOutcome.CONNECTION_LOST);
            }
        }
        taskManager.failAll();
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    /** The target refused a command's PDU (RFC 7143 section 11.17). */
    void onRejected(int initiatorTaskTag) {
        InitiatorTask slot = tasks.find(initiatorTaskTag);
        if (slot != null) {
            datamover.deallocateTaskResources(slot.datamoverTask());
            complete(slot, TaskOutcome.REJECTED);
        }
    }
}
