package io.isere.iscsi.initiator;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.LoopBuffers;
import io.isere.datamover.LoopContext;
import io.isere.datamover.LoopMeter;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.LogoutReason;
import io.isere.iscsi.pdu.LogoutResponseCode;
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
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The initiator's end of a session in full feature phase: SCSI tasks go to the target, responses come back. It has one
 * connection or several; commands go by each in turn, and while one is left the session goes on.
 *
 * <p>Thread: the loop all its connections are on. Lifetime: from the first login to {@link #isOpen} being false; afterwards
 * every task has been completed with {@link TaskOutcome#CONNECTION_LOST} or better, or taken over by its owner. Allocates
 * nothing a command.
 */
public final class InitiatorSession implements ScsiPort {
    private static final Logger LOG = LoggerFactory.getLogger(InitiatorSession.class);
    private static final long SECOND_NS = 1_000_000_000L;

    private final RdmaLoop loop;
    private final LoopBuffers buffers;
    private final LoopMeter meter;
    private final InitiatorSettings settings;
    private final CommandWindow window;
    private final int tsih;
    private final OperationalParameters parameters;
    private final SessionConnections connections;
    private final InitiatorTasks tasks;
    private final TaskManager taskManager;
    private final EscalationLadder ladder;
    private final SessionOwner owner;
    private final ScsiResponseBhs response = new ScsiResponseBhs();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Promise<Void> ended = Promise.promise();
    private String description = "";
    private String endReason = "";
    private int time2WaitSeconds;
    private boolean open = true;

    /** The first connection's, also when that has ended: all reach the same memory. */
    private @Nullable Datamover datamover;

    /** The connection that logs the session out; null while none does. */
    private @Nullable InitiatorConnection leavingBy;

    /**
     * @param parameters what the first connection settled, for all
     */
    @SuppressWarnings("this-escape") // ladder and connections only keep the reference
    InitiatorSession(
            SessionOwner owner,
            LoopContext context,
            InitiatorSettings settings,
            CommandWindow window,
            int tsih,
            OperationalParameters parameters) {
        this.owner = owner;
        loop = context.loop();
        buffers = context.buffers();
        meter = context.meter();
        this.settings = settings;
        this.window = window;
        this.tsih = tsih;
        this.parameters = parameters;
        int count = Math.min(settings.resilience().connections(), parameters.maxConnections());
        tasks = new InitiatorTasks(settings.queueDepth(), count);
        taskManager = new TaskManager(window, tasks, FullFeatureConnection.endOfTags(tasks.count()));
        ladder = new EscalationLadder(this, tasks, settings.escalation());
        connections = new SessionConnections(this, tasks, count, owner, settings.taskManagementTimeoutNs());
    }

    /** Whether commands can be submitted; false for good once logged out or lost. */
    public boolean isOpen() {
        return open;
    }

    /** Commands that are with the target now. */
    public int activeTasks() {
        return tasks.active();
    }

    /** Connections it has now. */
    public int connectionCount() {
        return connections.count();
    }

    /** The loop it lives on. */
    public RdmaLoop loop() {
        return loop;
    }

    /** What it runs over and with whom, for people. */
    public String description() {
        return connections.count() > 0 ? connections.description() : description;
    }

    /** What login agreed on. */
    public OperationalParameters parameters() {
        return parameters;
    }

    /** Completes when the session has ended, whoever ended it, and nothing of its connections is left. */
    public Future<Void> ended() {
        return ended.future();
    }

    /** Least time before the next login, as the target wants it (Time2Wait of RFC 7143 section 13.15). */
    int time2WaitSeconds() {
        return time2WaitSeconds;
    }

    /** Why it ended, for people; "" while it has not. */
    public String endReason() {
        return endReason;
    }

    /** Logs out and closes its connections; completes when they are closed. Commands still with the target are lost. */
    public Future<Void> logout() {
        InitiatorConnection any = connections.anyConnection();
        if (open && any != null) {
            logoutBy(any);
        }
        return ended.future();
    }

    /** Logs the session out by one of its connections. */
    void logoutBy(InitiatorConnection connection) {
        if (leavingBy == null) {
            leavingBy = connection;
            connections.stopAdding("logged out");
            connection.logout(LogoutReason.CLOSE_SESSION);
        }
    }

    CommandWindow window() {
        return window;
    }

    /** The handle that the target has given it. */
    int tsih() {
        return tsih;
    }

    // ------------------------------------------------------------- connections

    /** A connection is logged in to the session. */
    void attach(FullFeatureConnection connection) {
        datamover = datamover == null ? connection.datamover() : datamover;
        for (int i = 0; i < tasks.count(); i++) {
            InitiatorTask slot = tasks.slot(i);
            slot.bind(connection.cid(), connection.datamover().createTask(i, slot));
        }
        connections.add(connection);
        description = connections.description();
        if (!open) {
            connection.connection().abandon("the session has ended");
        } else if (connections.count() > 1) {
            owner.onConnections(this, SessionNotice.Kind.CONNECTION_ADDED);
        }
    }

    /** A connection that a further one can be like; null when there is none. */
    @Nullable
    InitiatorConnection anyConnection() {
        return connections.anyConnection();
    }

    /** Whether it may have several connections. */
    boolean isMultiple() {
        return parameters.maxConnections() > 1;
    }

    /** Whether another connection carries commands too. */
    boolean hasOthers(FullFeatureConnection than) {
        return connections.hasOthers(than);
    }

    /** The target has said that it has dropped a connection of the session. */
    void onDropAnnounced(int cid, int waitSeconds) {
        connections.onDropAnnounced(cid, waitSeconds);
    }

    /** The target has answered the logout of a lost connection. */
    void onOtherLoggedOut(int cid, LogoutResponseCode code) {
        connections.onOtherLoggedOut(cid, code);
    }

    /** The session is logged out by one connection. */
    void onLoggedOut(FullFeatureConnection by) {
        connections.closeOthers(by);
    }

    /** A connection is gone. While others are there the session goes on; else it ends with its last. */
    void onConnectionEnd(FullFeatureConnection connection, boolean loggedOut) {
        endReason = connection.connection().endReason();
        time2WaitSeconds = connection.connection().time2WaitSeconds();
        taskManager.failOf(connection);
        connections.remove(connection);
        if (!connections.isEmpty() && leavingBy != null) {
            if (leavingBy == connection.connection() && !loggedOut) {
                abandon(endReason);
            }
            return;
        }
        if (!connections.isEmpty()) {
            LOG.info("{}: goes on without connection {}: {}", this, connection.cid(), endReason);
            description = connections.description();
            owner.onConnections(this, SessionNotice.Kind.CONNECTION_LOST);
            connections.failOver(connection, loggedOut, time2WaitSeconds * SECOND_NS);
            return;
        }
        onLost();
        connections.stopAdding(endReason).onComplete(nothing -> ended.tryComplete());
    }

    // ------------------------------------------------------------- commands

    @Override
    public SubmitResult submit(ScsiTask task) {
        if (!open) {
            return SubmitResult.CLOSED;
        }
        FullFeatureConnection connection = window.isOpen() && leavingBy == null ? connections.next() : null;
        if (connection == null) {
            return SubmitResult.BUSY;
        }
        InitiatorTask slot = tasks.acquire(task);
        if (slot == null) {
            return SubmitResult.BUSY;
        }
        allot(slot, connection);
        DataSegments data = reachableData(slot, task);
        ControlPdu pdu = data == null ? null : connection.datamover().acquireControlPdu(0);
        if (data == null || pdu == null) {
            giveBack(slot);
            return SubmitResult.BUSY;
        }
        long timeoutNs = task.timeoutNs() > 0 ? task.timeoutNs() : settings.commandTimeoutNs();
        slot.sentNs = loop.nowNs();
        slot.deadlineNs = slot.sentNs + timeoutNs;
        if (!connection.sender().send(pdu, slot, task, data, connection.expStatSn())) {
            connection.datamover().releaseControlPdu(pdu);
            giveBack(slot);
            return SubmitResult.BUSY;
        }
        task.tag(Integer.toUnsignedLong(slot.tag()));
        return SubmitResult.ACCEPTED;
    }

    @Override
    public int maxDataBytes(DataSegments data) {
        Datamover any = datamover;
        return any != null && any.canReach(data) ? Integer.MAX_VALUE : buffers.contiguousBytesMax();
    }

    /** Sends a command again that the target misses, by a connection that there is. */
    void retry(InitiatorTask slot) {
        FullFeatureConnection connection = connections.next();
        ScsiTask task = slot.scsi;
        ControlPdu pdu = connection == null ? null : connection.datamover().acquireControlPdu(0);
        if (connection == null || pdu == null || task == null) {
            giveUp("a command that is missing at the target cannot be sent again");
            return;
        }
        allot(slot, connection);
        connection.sender().retry(pdu, slot, task, slot.dataOf(task), connection.expStatSn());
    }

    /** The target has discarded a command, whose data came damaged: it is sent again on the same connection. */
    void onDiscarded(FullFeatureConnection connection, int initiatorTaskTag) {
        InitiatorTask slot = tasks.find(initiatorTaskTag);
        ScsiTask task = slot == null ? null : slot.scsi;
        if (slot == null || task == null || slot.connection != connection) {
            return;
        }
        ControlPdu pdu = connection.datamover().acquireControlPdu(0);
        if (pdu == null) {
            giveUp("a command that the target has discarded cannot be sent again");
        } else {
            connection.sender().retry(pdu, slot, task, slot.dataOf(task), connection.expStatSn());
        }
    }

    private static void allot(InitiatorTask slot, FullFeatureConnection connection) {
        slot.connection = connection;
        connection.active++;
    }

    /** The task's own memory, or registered memory in its place when the wire cannot reach that; null: none is free. */
    private @Nullable DataSegments reachableData(InitiatorTask slot, ScsiTask task) {
        DataSegments own = task.clientData();
        if (task.expectedDataBytes() == 0 || sentOn(slot).datamover().canReach(own)) {
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

    private static FullFeatureConnection sentOn(InitiatorTask slot) {
        FullFeatureConnection connection = slot.connection;
        if (connection == null) {
            throw new IllegalStateException("no command was ever in task slot " + slot.index());
        }
        return connection;
    }

    private void giveBack(InitiatorTask slot) {
        buffers.release(slot.bounce, slot.bounceData);
        tasks.release(slot);
        sentOn(slot).active--;
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
        for (int i = 0; i < callable && window.isOpen() && connections.takesCommands(); i++) {
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

    /** Ends a command: its slot is free, and whoever sent it hears of it. */
    void complete(InitiatorTask slot, TaskOutcome outcome) {
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
        FullFeatureConnection connection = sentOn(slot);
        giveBack(slot);
        task.outcome(outcome);
        task.completion().onComplete(task);
        connection.leaveWhenIdle();
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
        long deadlineNs = loop.nowNs() + settings.taskManagementTimeoutNs();
        manage(function, lun, reference, false, deadlineNs, completion);
    }

    /** A step of recovery, which looks after its time itself. */
    void recover(
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            TaskManagementCompletion completion) {
        manage(function, lun, reference, true, 0, completion);
    }

    /** Sends a request on the connection of the task it is about, or on any. */
    private void manage(
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            boolean recovery,
            long deadlineNs,
            TaskManagementCompletion completion) {
        InitiatorTask slot = reference == null ? null : tasks.find(reference);
        FullFeatureConnection connection = open ? connections.carrierFor(slot) : null;
        if (connection == null) {
            completion.onManaged(TaskManagementResult.DELIVERY_FAILURE);
        } else {
            taskManager.send(connection, function, lun, reference, recovery, deadlineNs, completion);
        }
    }

    /** Ends every connection at once, without a logout. */
    void abandon(String reason) {
        connections.stopAdding(reason);
        connections.forEach(connection -> connection.abandon(reason));
    }

    /** Ends every connection, since the target does not do what it should. */
    void giveUp(String reason) {
        connections.stopAdding(reason);
        connections.forEach(connection -> connection.drop(reason));
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
                connections.deallocate(slot);
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

    /** Looks for commands that got no answer in time; called now and then by each connection. */
    void onTick(FullFeatureConnection by, long nowNs) {
        if (!connections.isFirst(by)) {
            return;
        }
        onRoom();
        if (taskManager.isOverdue(nowNs)) {
            giveUp("the target did not answer a task management request in time");
        } else if (connections.isFailOverOverdue(nowNs)) {
            giveUp("the target did not answer the logout of a lost connection in time");
        } else {
            ladder.onTick(nowNs);
        }
    }

    /** The last connection is gone: its owner keeps what it can send again, every other task ends, and every request. */
    private void onLost() {
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
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    /** The target refused a command's PDU (RFC 7143 section 11.17). */
    void onRejected(int initiatorTaskTag) {
        InitiatorTask slot = tasks.find(initiatorTaskTag);
        if (slot != null) {
            connections.deallocate(slot);
            complete(slot, TaskOutcome.REJECTED);
        }
    }

    @Override
    public String toString() {
        return "session " + tsih + " (" + description() + ")";
    }
}
