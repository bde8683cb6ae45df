package io.isere.iscsi.initiator;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.LoopBuffers;
import io.isere.datamover.LoopContext;
import io.isere.datamover.LoopMeter;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.pdu.ScsiResponseCode;
import io.isere.iscsi.pdu.SerialNumber;
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
 * completed with {@link TaskOutcome#CONNECTION_LOST} or better, or taken over by its owner. Allocates nothing a command.
 */
public final class InitiatorSession implements ScsiPort {
    private static final Logger LOG = LoggerFactory.getLogger(InitiatorSession.class);

    private final InitiatorConnection connection;
    private final Datamover datamover;
    private final RdmaLoop loop;
    private final LoopBuffers buffers;
    private final LoopMeter meter;
    private final InitiatorSettings settings;
    private final CommandWindow window;
    private final InitiatorTasks tasks;
    private final CommandSender sender;
    private final TaskManager taskManager;
    private final EscalationLadder ladder;
    private final SessionOwner owner;
    private final ScsiResponseBhs response = new ScsiResponseBhs();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean open = true;
    private boolean quiescing;
    private long quiesceUntilNs;

    @SuppressWarnings("this-escape") // the ladder only keeps the reference
    InitiatorSession(
            InitiatorConnection connection,
            SessionOwner owner,
            Datamover datamover,
            LoopContext context,
            InitiatorSettings settings,
            CommandWindow window,
            CommandSender.UnsolicitedData unsolicited) {
        this.connection = connection;
        this.owner = owner;
        this.datamover = datamover;
        loop = context.loop();
        buffers = context.buffers();
        meter = context.meter();
        this.settings = settings;
        this.window = window;
        tasks = new InitiatorTasks(settings.queueDepth());
        for (int i = 0; i < tasks.count(); i++) {
            InitiatorTask slot = tasks.slot(i);
            slot.bind(datamover.createTask(i, slot));
        }
        sender = new CommandSender(datamover, window, unsolicited);
        taskManager = new TaskManager(datamover, window, tasks, tasks.count() + InitiatorConnection.OWN_TAGS);
        ladder = new EscalationLadder(this, tasks, settings.escalation());
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

    /** Least time before the next login, as the target wants it (Time2Wait of RFC 7143 section 13.15). */
    int time2WaitSeconds() {
        return connection.time2WaitSeconds();
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
        if (quiescing || !window.isOpen()) {
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
        slot.sentNs = loop.nowNs();
        slot.deadlineNs = slot.sentNs + timeoutNs;
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

    @Override
    public void later(long delayNs, Runnable action) {
        loop.schedule(delayNs, action);
    }

    /** Calls who waits, one for each command that can be sent now; called when something may have made room. */
    void onRoom() {
        int callable = Math.min(waiting.size(), tasks.free());
        for (int i = 0; i < callable && window.isOpen() && !quiescing; i++) {
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
        meter.ended(task, outcome, loop.nowNs() - slot.sentNs);
        giveBack(slot);
        task.outcome(outcome);
        task.completion().onComplete(task);
        if (quiescing && tasks.active() == 0 && open) {
            connection.logout();
        } else if (!waiting.isEmpty()) {
            onRoom();
        }
    }

    /** Takes no more commands, and logs out when those under way have ended, or when the time is over. */
    void quiesce(long untilNs) {
        quiescing = true;
        quiesceUntilNs = untilNs;
        if (tasks.active() == 0) {
            connection.logout();
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
        taskManager.send(function, lun, reference, connection.expStatSn(), false, deadlineNs, completion);
    }

    /** A step of recovery, which looks after its time itself. */
    void recover(
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            TaskManagementCompletion completion) {
        taskManager.send(function, lun, reference, connection.expStatSn(), true, 0, completion);
    }

    /** Ends the connection at once, without a logout. */
    void abandon(String reason) {
        connection.abandon(reason);
    }

    /** Ends the connection, since the target does not do what it should. */
    void giveUp(String reason) {
        connection.drop(reason);
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
            if (task != null && SerialNumber.isBefore(slot.cmdSn, request.cmdSn()) && isAborted(request, task)) {
                datamover.deallocateTaskResources(slot.datamoverTask());
                complete(slot, outcomeOf(slot, request));
            }
        }
    }

    private TaskOutcome outcomeOf(InitiatorTask slot, TaskManager.Pending request) {
        if (slot.aborting || (request.recovery() && slot.isOverdue(loop.nowNs()))) {
            return TaskOutcome.TIMED_OUT;
        }
        return request.recovery() ? TaskOutcome.CLEARED : TaskOutcome.ABORTED;
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
        if (quiescing && nowNs - quiesceUntilNs >= 0) {
            connection.logout();
            return;
        }
        onRoom();
        if (taskManager.isOverdue(nowNs)) {
            connection.drop("the target did not answer a task management request in time");
            return;
        }
        ladder.onTick(nowNs);
    }

    /** The connection is gone: its owner keeps what it can send again, every other task ends, and every request. */
    void onConnectionEnd() {
        open = false;
        owner.onLost(this);
        for (InitiatorTask slot : tasks.inOrder()) {
            ScsiTask task = slot.scsi;
            if (slot.aborting) {
                complete(slot, TaskOutcome.TIMED_OUT);
            } else if (task != null && owner.keeps(task)) {
                giveBack(slot);
            } else {
                complete(slot, TaskOutcome.CONNECTION_LOST);
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
