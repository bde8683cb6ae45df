package io.isere.iscsi.target;

import io.isere.datamover.Counter;
import io.isere.datamover.LoopBuffers;
import io.isere.datamover.LoopContext;
import io.isere.datamover.LoopMeter;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TransportKind;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.TaskManagementRequestBhs;
import io.isere.iscsi.session.CommandSequence;
import io.isere.iscsi.session.SlotStack;
import io.isere.iscsi.session.TaskManagementCodes;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.scsi.lun.LunView;
import io.isere.scsi.lun.TaskRouter;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.Nexus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The target's end of a normal session: commands become SCSI tasks, results become responses. It has one connection or
 * several, numbers their commands in one sequence (RFC 7143 section 4.2.2.1), and lives as long as it has one.
 *
 * <p>A task belongs to the connection its command came by (connection allegiance, section 4.2.5.1): its data and its
 * response go there, and it ends with it.
 *
 * <p>Thread: all its connections are on one loop, which is that of the first, and everything here is called there, but for
 * {@link #reinstate}, {@link #requestLogout}, {@link #enforce}, {@link #awaitIdle}, {@link #tsih}, {@link #loop}, {@link
 * #key} and {@link #gone}, which any thread may call. Lifetime: from the login of the first connection to the end of the
 * last, and of the last task. Allocates nothing a command, but a slot when more are in use than ever before.
 */
final class TargetSession implements Nexus {
    private static final Logger LOG = LoggerFactory.getLogger(TargetSession.class);
    /** How often the end of commands is looked for. */
    private static final long LOOK_NS = 5_000_000L;

    private final TargetServer server;
    private final SessionPlace place;
    private final LoopContext context;
    private final TargetLoginPhase.Result login;
    private final int portalGroupTag;
    private final Target target;
    private final OperationalParameters parameters;
    private final CommandSequence sequence;
    private final ReorderQueue early;
    private final DeferredManagement deferred = new DeferredManagement();
    private final ConnectionTable connections;
    /** Made when they are first needed: most initiators never use all of their window. */
    private final @Nullable TargetTask[] slots;

    private final SlotStack free;
    private final TaskRouter router;
    private final Promise<Void> gone = Promise.promise();
    private final CommandReader reader = new CommandReader();
    private final ScsiCommandBhs command = new ScsiCommandBhs();
    private final DataOutBhs dataOut = new DataOutBhs();
    private final TaskManagementRequestBhs management = new TaskManagementRequestBhs();
    private boolean closed;

    /**
     * @param login what the first connection settled, for all
     */
    @SuppressWarnings("this-escape") // the device only stores the nexus; slots are used after construction
    TargetSession(
            TargetServer server,
            SessionPlace place,
            LoopContext context,
            TargetLoginPhase.Result login,
            int portalGroupTag,
            Target target) {
        this.server = server;
        this.place = place;
        this.context = context;
        this.login = login;
        this.portalGroupTag = portalGroupTag;
        this.target = target;
        parameters = login.parameters();
        TargetSettings settings = server.settings();
        sequence = new CommandSequence(settings.queueDepth(), settings.taskCount());
        sequence.start(login.firstCmdSn());
        early = new ReorderQueue(settings.queueDepth());
        connections = new ConnectionTable(parameters.maxConnections());
        // Twice the command window, because a slot is in use until its response has left.
        slots = new @Nullable TargetTask[settings.taskCount()];
        free = new SlotStack(slots.length);
        router = target.device().openNexus(this, login.luns());
    }

    // ------------------------------------------------------------- what it is

    TargetServer.SessionKey key() {
        return login.key();
    }

    int tsih() {
        return login.tsih();
    }

    RdmaLoop loop() {
        return context.loop();
    }

    Target target() {
        return target;
    }

    /** The portal group that all its connections have to come to. */
    int portalGroupTag() {
        return portalGroupTag;
    }

    /** What the first connection's login said of Write STags; see {@link io.isere.datamover.DatamoverParameters}. */
    @Nullable
    Boolean solicitedDataOnly() {
        return login.datamoverParameters().solicitedDataOnly();
    }

    /** What carries all its connections. */
    TransportKind transport() {
        return login.identity().transport();
    }

    LunView luns() {
        return login.luns();
    }

    OperationalParameters parameters() {
        return parameters;
    }

    CommandSequence sequence() {
        return sequence;
    }

    ConnectionTable connections() {
        return connections;
    }

    LoopBuffers buffers() {
        return context.buffers();
    }

    LoopMeter meter() {
        return context.meter();
    }

    long nowNs() {
        return context.loop().nowNs();
    }

    TaskRouter router() {
        return router;
    }

    /** What it is now; null when it has no connection any more. Any thread. */
    Future<@Nullable TargetSessionInfo> info() {
        Promise<@Nullable TargetSessionInfo> answer = Promise.promise();
        context.loop().execute(() -> answer.complete(infoNow()));
        return answer.future();
    }

    private @Nullable TargetSessionInfo infoNow() {
        List<TargetConnectionInfo> infos = new ArrayList<>();
        int[] activeCommands = {0};
        connections.forEach(connection -> {
            activeCommands[0] += connection.activeTasks();
            if (connection.isLoggedIn() && !connection.isEnded()) {
                infos.add(connection.info());
            }
        });
        return infos.isEmpty()
                ? null
                : new TargetSessionInfo(
                        login.identity().initiatorName(),
                        key().initiatorPortName(),
                        key().targetName(),
                        tsih(),
                        activeCommands[0],
                        List.copyOf(infos));
    }

    @Override
    public String initiatorPortName() {
        return key().initiatorPortName();
    }

    @Override
    public Executor home() {
        return context.loop();
    }

    /** Whether PDUs can be out of order without an error: they come by several connections, or some were lost. */
    boolean reorders() {
        return parameters.maxConnections() > 1 || parameters.errorRecoveryLevel() > 0;
    }

    // ------------------------------------------------------------- connections

    /**
     * Takes in a connection that has logged in and has its transport's resources.
     *
     * @return its index; -1 when the session has ended meanwhile, or has as many as it may have
     */
    int attach(TargetConnection connection) {
        int index = closed ? -1 : connections.add(connection);
        for (int i = 0; index >= 0 && i < slots.length; i++) {
            TargetTask slot = slots[i];
            if (slot != null) {
                slot.bind(index, connection.transport().createTask(i, slot));
            }
        }
        return index;
    }

    /** A connection can carry nothing any more, and nothing is in use by it: its tasks end. */
    void onConnectionEnd(TargetConnection connection, boolean loggedOut) {
        early.forget(connection);
        deferred.forget(connection);
        for (TargetTask slot : slots) {
            if (slot != null && slot.isOf(connection)) {
                if (slot.isInTaskSet()) {
                    router.tasksCleared(slot.scsi().lun());
                }
                slot.onConnectionEnd();
            }
        }
        TargetConnection other = connections.anyAlive();
        if (!loggedOut && other != null) {
            other.announceDropOf(connection);
        }
        connection.drainedWhenIdle();
    }

    /** Nothing of a connection is left. The session ends with the last. */
    void detach(TargetConnection connection) {
        connections.remove(connection);
        if (connections.count() == 0 && !closed) {
            closed = true;
            router.close();
            server.release(place);
            gone.complete();
        }
    }

    /** Ends a connection for another one's login or logout; the result completes when all its tasks have ended. */
    Future<Void> end(TargetConnection connection) {
        connection.endLoggedOut();
        return connection.gone();
    }

    /** Ends every connection but one at once. */
    void endOthers(TargetConnection than) {
        connections.forEach(connection -> {
            if (connection != than) {
                connection.endLoggedOut();
            }
        });
    }

    /** Completes when the session has ended. */
    Future<Void> gone() {
        return gone.future();
    }

    /**
     * The initiator logs in again with the same name and ISID: this session is its older self, and ends.
     *
     * @return when everything of it has ended
     */
    Future<Void> reinstate() {
        context.loop().execute(() -> {
            if (!closed) {
                LOG.info("{}: session reinstated by a new login", initiatorPortName());
                connections.forEach(TargetConnection::abort);
            }
        });
        return gone();
    }

    /** Asks the initiator to log out, on every connection; drops it when it has not done so in time. */
    Future<Void> requestLogout(int seconds) {
        context.loop().execute(() -> connections.forEach(connection -> connection.requestLogout(seconds)));
        return gone();
    }

    /**
     * Asks the initiator to log out if an access list does not let its session go on.
     *
     * @return whether it had to end, when it has
     */
    Future<Boolean> enforce(TargetAccess access, int seconds) {
        Promise<Boolean> enforced = Promise.promise();
        String name = login.identity().initiatorName();
        Predicate<TargetConnection> goesOn =
                connection -> access.letsGoOn(name, connection.remoteAddress().getAddress(), login.luns());
        context.loop().execute(() -> {
            boolean[] allGoOn = {true};
            connections.forEach(connection -> allGoOn[0] &= goesOn.test(connection));
            if (allGoOn[0]) {
                enforced.complete(false);
            } else {
                LOG.info("{}: the access list has changed for it", initiatorPortName());
                requestLogout(seconds).map(true).onComplete(enforced);
            }
        });
        return enforced.future();
    }

    /**
     * Waits until the session has no command for a logical unit; after a limit aborts those it has.
     *
     * @param lun as in a PDU
     */
    Future<Void> awaitIdle(long lun, long limitNs) {
        Promise<Void> idle = Promise.promise();
        context.loop().execute(() -> awaitIdle(lun, context.loop().nowNs() + limitNs, idle));
        return idle.future();
    }

    private void awaitIdle(long lun, long deadlineNs, Promise<Void> idle) {
        if (!hasTasks(lun)) {
            idle.tryComplete();
        } else if (context.loop().nowNs() - deadlineNs < 0) {
            context.loop().schedule(LOOK_NS, () -> awaitIdle(lun, deadlineNs, idle));
        } else {
            LOG.warn("{}: commands for a removed logical unit do not end: aborted", initiatorPortName());
            abortTasks(lun, idle::tryComplete);
        }
    }

    // ------------------------------------------------------------- requests

    /** A SCSI Command, in its turn or before it (RFC 7143 section 11.3). */
    void onCommand(TargetConnection connection, ReceivedPdu pdu, boolean inOrder) {
        command.wrap(pdu.buffer(), pdu.bhsOffset());
        String problem = reader.problemOf(command, connection.parameters());
        if (!problem.isEmpty()) {
            connection.dropFor(problem);
            return;
        }
        int index = free.acquire();
        if (index < 0) {
            connection.dropFor("the initiator sent more commands than its window allows");
            return;
        }
        TargetTask slot = slot(index);
        sequence.begin();
        reader.read(command, slot.scsi().reset());
        slot.begin(connection, pdu, command, parameters);
        if (inOrder) {
            execute(slot);
        } else {
            slot.awaitTurn();
            early.put(command.cmdSn(), slot, context.loop().nowNs());
        }
    }

    /** Hands a command to the device. */
    void execute(TargetTask slot) {
        if (router.submit(slot.scsi()) != SubmitResult.ACCEPTED) {
            slot.abort(null);
        }
    }

    /** Keeps a request that is no command until its turn; one that is kept already is a repetition. */
    void keepUntilTurn(int cmdSn, ReorderQueue.Held request) {
        early.put(cmdSn, request, context.loop().nowNs());
    }

    /** Whether a request that came before its turn is here already. */
    boolean isKept(int cmdSn) {
        return early.holds(cmdSn);
    }

    /** A request was taken in its turn: those behind it that are here already have theirs. */
    void onTurnTaken() {
        while (!early.isEmpty()) {
            ReorderQueue.Held next =
                    early.take(sequence.expCmdSn(), context.loop().nowNs());
            if (next == null) {
                break;
            }
            sequence.accept(sequence.expCmdSn(), false);
            next.onTurn();
        }
        if (!deferred.isEmpty()) {
            deferred.runUpTo(sequence.expCmdSn());
        }
    }

    /** Whether a missing request has kept others from being executed for longer than this. */
    boolean isStuck(long nowNs, long limitNs) {
        return !early.isEmpty() && nowNs - early.sinceNs() >= limitNs;
    }

    /** An unsolicited Data-Out; one for a command that has ended already is dropped silently. */
    void onDataOut(TargetConnection connection, ReceivedPdu pdu) {
        dataOut.wrap(pdu.buffer(), pdu.bhsOffset());
        TargetTask slot = find(dataOut.initiatorTaskTag());
        if (slot == null || !slot.isOf(connection)) {
            return;
        }
        boolean accepted = slot.onDataOut(
                pdu,
                dataOut.dataSn(),
                (int) dataOut.bufferOffsetBytes(),
                dataOut.dataSegmentLengthBytes(),
                dataOut.finalBit());
        if (!accepted && slot.state() != TargetTaskState.RESPONDING) {
            connection.dropFor("an unsolicited Data-Out, DataSN " + dataOut.dataSn() + ", of "
                    + dataOut.dataSegmentLengthBytes() + " bytes at offset " + dataOut.bufferOffsetBytes()
                    + " is out of order or more than was announced");
        }
    }

    /** An unsolicited Data-Out arrived damaged; a solicited one is the datamover's matter. */
    void onDataOutLost(TargetConnection connection, ReceivedPdu pdu) {
        dataOut.wrap(pdu.buffer(), pdu.bhsOffset());
        TargetTask slot = find(dataOut.initiatorTaskTag());
        if (slot != null && slot.isOf(connection) && dataOut.targetTransferTag() == Bhs.RESERVED_TAG) {
            slot.onDataOutLost(dataOut.finalBit());
        }
    }

    /** A slot became free; {@code responded}: by its response, which has opened the window already. */
    void onTaskEnded(TargetTask slot, TargetConnection connection, boolean responded) {
        if (!responded) {
            sequence.end();
        }
        free.release(slot.index());
        if (sequence.freed()) {
            TargetConnection alive = connections.anyAlive();
            if (alive != null) {
                alive.tellWindow();
            }
        }
        connection.onTaskEnded();
    }

    // ------------------------------------------------------------- task management

    /**
     * Task Management Request (RFC 7143 section 11.5); answers through the connection when all is done. It is about the
     * commands before it, so it waits for those that another connection still has to bring (section 4.2.3.3).
     */
    void onTaskManagement(TargetConnection connection, ReceivedPdu pdu) {
        management.wrap(pdu.buffer(), pdu.bhsOffset());
        int tag = management.initiatorTaskTag();
        TaskManagementFunction function = TaskManagementCodes.function(management.functionCode());
        if (function == null) {
            LOG.info(
                    "{}: task management function {} is not known",
                    connection.remoteAddress(),
                    management.functionCode());
            connection.answerTaskManagement(tag, TaskManagementResult.FUNCTION_NOT_SUPPORTED);
            return;
        }
        int reference = management.referencedTaskTag();
        long lun = management.lun();
        // One connection is in order, whatever number an initiator gives what it sends as immediate.
        int cmdSn = reorders() ? management.cmdSn() : sequence.expCmdSn();
        deferred.runInTurn(
                connection, cmdSn, sequence.expCmdSn(), () -> manage(connection, tag, function, lun, reference));
    }

    private void manage(
            TargetConnection connection, int tag, TaskManagementFunction function, long lun, int referencedTaskTag) {
        TargetTask reference = find(referencedTaskTag);
        boolean needsTask =
                function == TaskManagementFunction.ABORT_TASK || function == TaskManagementFunction.QUERY_TASK;
        if (needsTask && (reference == null || !reference.isInTaskSet())) {
            answer(connection, tag, function, TaskManagementResult.TASK_DOES_NOT_EXIST);
            return;
        }
        router.manage(
                function,
                lun,
                needsTask && reference != null ? reference.scsi() : null,
                result -> answer(connection, tag, function, result));
    }

    private void answer(
            TargetConnection connection, int tag, TaskManagementFunction function, TaskManagementResult result) {
        meter().count(Counter.TARGET_TASK_MANAGEMENT);
        LOG.info("{}: {}: {}", connection.remoteAddress(), function, result);
        connection.answerTaskManagement(tag, result);
    }

    private TargetTask slot(int index) {
        TargetTask slot = slots[index];
        if (slot == null) {
            slot = new TargetTask(this, index, parameters.maxConnections());
            slots[index] = slot;
            connections.bind(slot, index);
        }
        return slot;
    }

    private @Nullable TargetTask find(int initiatorTaskTag) {
        for (TargetTask slot : slots) {
            if (slot != null && slot.state() != TargetTaskState.FREE && slot.initiatorTaskTag() == initiatorTaskTag) {
                return slot;
            }
        }
        return null;
    }

    @Override
    public void abortTask(ScsiTask task, Runnable done) {
        for (TargetTask slot : slots) {
            if (slot != null && slot.scsi() == task && slot.state() != TargetTaskState.FREE) {
                slot.abort(done);
                return;
            }
        }
        done.run();
    }

    @Override
    public void abortTasks(long lun, Runnable done) {
        abortAll(
                slot -> slot.state() != TargetTaskState.AWAIT_TURN
                        && slot.scsi().lun() == lun,
                done);
    }

    /** Ends the tasks of a connection that is logged out, and tells the next command for each logical unit of it. */
    void clearTasksOf(TargetConnection connection, Runnable done) {
        early.forget(connection);
        abortAll(
                slot -> {
                    boolean cleared = slot.isOf(connection) && slot.state() != TargetTaskState.RESPONDING;
                    if (cleared) {
                        router.tasksCleared(slot.scsi().lun());
                    }
                    return cleared;
                },
                done);
    }

    private void abortAll(Predicate<TargetTask> which, Runnable done) {
        int[] left = {1};
        Runnable one = () -> {
            if (--left[0] == 0) {
                done.run();
            }
        };
        for (TargetTask slot : slots) {
            if (slot != null && slot.state() != TargetTaskState.FREE && which.test(slot)) {
                left[0]++;
                slot.abort(one);
            }
        }
        one.run();
    }

    /** Whether commands for a logical unit are under way; those that only wait for their response to leave count too. */
    private boolean hasTasks(long lun) {
        for (TargetTask slot : slots) {
            if (slot != null
                    && slot.state() != TargetTaskState.FREE
                    && Lun.decode(slot.scsi().lun()) == Lun.decode(lun)) {
                return true;
            }
        }
        return false;
    }
}
