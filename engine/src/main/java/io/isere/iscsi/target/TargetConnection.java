package io.isere.iscsi.target;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Counter;
import io.isere.datamover.Datamover;
import io.isere.datamover.DatamoverListener;
import io.isere.datamover.DatamoverTask;
import io.isere.datamover.LoopContext;
import io.isere.datamover.PendingConnection;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TransportHandler;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.pdu.AnyRequestBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.session.CommandSequence;
import io.isere.iscsi.session.ConnectionEvent;
import io.isere.iscsi.session.ConnectionState;
import io.isere.iscsi.session.ConnectionStateMachine;
import io.isere.rdma.loop.LoopTimer;
import io.isere.scsi.task.TaskManagementResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A target's end of one connection, from its acceptance to the return of its last resource.
 *
 * <p>Two paths only: SCSI commands of full feature phase go straight to the session; everything else goes by the state
 * machine. Thread: the connection's loop; {@link #reinstate}, {@link #requestLogout}, {@link #abort} and {@link #close} may be called from any.
 */
public final class TargetConnection implements DatamoverListener, TransportHandler {
    private static final Logger LOG = LoggerFactory.getLogger(TargetConnection.class);
    private static final long TICK_NS = 1_000_000_000L;
    /** How often the end of commands is looked for. */
    private static final long LOOK_NS = 5_000_000L;

    private final TargetServer server;
    private final LoopContext context;
    private final InetSocketAddress remote;
    private final PendingConnection pending;
    private final int portalGroupTag;
    private final Runnable onClosed;
    private final Promise<Void> gone = Promise.promise();
    private final ConnectionStateMachine states;
    private final AnyRequestBhs request = new AnyRequestBhs();
    private final CommandSequence sequence;

    private @Nullable Datamover datamover;
    private @Nullable TargetLoginPhase login;
    private @Nullable TargetFullFeature fullFeature;
    private @Nullable TargetSession session;
    private @Nullable LoopTimer timer;
    private InetSocketAddress local = InetSocketAddress.createUnresolved("unknown", 0);
    private boolean transportEnded;
    private boolean closed;

    TargetConnection(
            TargetServer server,
            LoopContext context,
            PendingConnection pending,
            int portalGroupTag,
            Runnable onClosed) {
        this.server = server;
        this.context = context;
        this.pending = pending;
        this.portalGroupTag = portalGroupTag;
        remote = pending.remoteAddress();
        this.onClosed = onClosed;
        states = new ConnectionStateMachine("target connection from " + remote);
        sequence = new CommandSequence(
                server.settings().queueDepth(), server.settings().taskCount());
    }

    void start() {
        context.meter().count(Counter.TARGET_CONNECTIONS);
        timer = context.loop().schedule(server.settings().loginTimeoutNs(), this::onLoginTimeout);
        pending.accept(server.settings().resources(), this, this);
    }

    private void onLoginTimeout() {
        if (!states.state().isFullFeature() && !closed) {
            LOG.warn(
                    "{}: dropped: not logged in within {} s",
                    remote,
                    server.settings().loginTimeoutNs() / TICK_NS);
            onLoginFailed();
            if (datamover != null) {
                datamover.connectionAbort();
            }
        }
    }

    @Override
    public void onConnected(Datamover transport, InetSocketAddress localAddress, InetSocketAddress remoteAddress) {
        datamover = transport;
        local = localAddress;
        states.on(ConnectionEvent.TRANSPORT_UP);
        login = new TargetLoginPhase(server, this, transport, pending);
    }

    @Override
    public void onConnectFailed(String message) {
        LOG.info("{}: not accepted: {}", remote, message);
        finish();
    }

    @Override
    public void controlNotify(ReceivedPdu pdu) {
        TargetFullFeature phase = fullFeature;
        if (phase == null) {
            onLoginPdu(pdu);
            return;
        }
        request.wrap(pdu.buffer(), pdu.bhsOffset());
        TargetSession current = session;
        if (current != null && request.opcodeValue() == Opcode.SCSI_COMMAND.code()) {
            phase.heard();
            if (phase.isInOrder(request)) {
                current.onCommand(pdu);
            }
            return;
        }
        phase.onPdu(request, pdu);
    }

    private void onLoginPdu(ReceivedPdu pdu) {
        TargetLoginPhase phase = login;
        if (phase == null || !states.on(ConnectionEvent.LOGIN_BEGINS)) {
            return;
        }
        request.wrap(pdu.buffer(), pdu.bhsOffset());
        if (request.opcodeValue() != Opcode.LOGIN_REQUEST.code()) {
            dropFor("it sent a " + request.opcode().rfcName() + " before it had logged in");
            return;
        }
        phase.onRequest(pdu);
    }

    /** Login is done but for its final response, which is sent when the receives of full feature phase are posted. */
    void onLoginDone(TargetLoginPhase.Result result, ControlPdu finalResponse) {
        Datamover transport = transport();
        sequence.start(result.firstCmdSn());
        Target target = result.target();
        if (target != null) {
            session = new TargetSession(
                    this,
                    transport,
                    context,
                    result.key().initiatorPortName(),
                    result.parameters(),
                    target.device(),
                    result.luns(),
                    server.settings().taskCount());
        }
        transport.noticeKeyValues(result.datamoverParameters());
        fullFeature = new TargetFullFeature(server, this, context.loop(), transport, result, local, session);
        context.meter().count(Counter.TARGET_LOGINS);
        states.on(ConnectionEvent.LOGIN_DONE);
        transport.enableDatamover(finalResponse);
        cancelTimer();
        tick();
        LOG.info(
                "{} logged in from {}: {} ({}{})",
                result.identity().initiatorName(),
                remote,
                result.what(),
                transport.description(),
                result.authentication().isEmpty() ? "" : ", " + result.authentication());
    }

    void onLoginFailed() {
        context.meter().count(Counter.TARGET_LOGIN_FAILURES);
        states.on(ConnectionEvent.LOGIN_FAILED);
    }

    private void tick() {
        TargetFullFeature phase = fullFeature;
        if (phase == null || transportEnded) {
            return;
        }
        if (!phase.onTick(context.loop().nowNs())) {
            dropFor("it did not answer a ping in time");
            return;
        }
        timer = context.loop().schedule(TICK_NS, this::tick);
    }

    @Override
    public void dataCompletionNotify(DatamoverTask task) {
        ((TargetTask) task.owner()).onDataComplete();
    }

    @Override
    public void taskReleasedNotify(DatamoverTask task) {
        ((TargetTask) task.owner()).onReleased();
    }

    /** Ends the connection for what the peer did. */
    void dropFor(String reason) {
        context.meter().count(Counter.TARGET_PROTOCOL_ERRORS);
        LOG.warn("{}: connection dropped: {}\n{}", remote, reason, states.audit());
        transport().connectionAbort();
    }

    /**
     * The initiator logs in again with the same name and ISID: this session is its older self, and ends. Any thread.
     *
     * @return when everything of it has ended
     */
    Future<Void> reinstate() {
        onLoop(() -> {
            if (!transportEnded && !closed) {
                LOG.info("{}: session reinstated by a new login", remote);
                transport().connectionAbort();
            }
        });
        return gone.future();
    }

    /**
     * Asks the initiator to log out (RFC 7143 section 11.9.1, event 1), and drops the connection when it has not done so
     * in time. Any thread.
     *
     * @param seconds how long it is given
     * @return when the connection is gone
     */
    public Future<Void> requestLogout(int seconds) {
        context.loop().execute(() -> {
            TargetFullFeature phase = fullFeature;
            if (phase != null && !transportEnded && states.on(ConnectionEvent.LOGOUT_REQUESTED)) {
                phase.requestLogout(seconds);
                context.loop().schedule(seconds * TICK_NS, this::close);
            }
        });
        return gone.future();
    }

    /**
     * Asks the initiator to log out if an access list does not let its session go on; see {@link #requestLogout}. Any
     * thread.
     *
     * @return whether it had to end, when it has
     */
    Future<Boolean> enforce(TargetAccess access, int seconds) {
        Promise<Boolean> enforced = Promise.promise();
        onLoop(() -> {
            TargetLoginPhase.Result result = login == null ? null : login.result();
            if (result == null
                    || access.letsGoOn(result.identity().initiatorName(), remote.getAddress(), result.luns())) {
                enforced.complete(false);
            } else {
                LOG.info(
                        "{}: the access list has changed for {}",
                        remote,
                        result.identity().initiatorName());
                requestLogout(seconds).map(true).onComplete(enforced);
            }
        });
        return enforced.future();
    }

    /**
     * Waits until the session has no command for a logical unit; after a limit aborts those it has. Any thread.
     *
     * @param lun as in a PDU
     */
    Future<Void> awaitIdle(long lun, long limitNs) {
        Promise<Void> idle = Promise.promise();
        context.loop().execute(() -> awaitIdle(lun, context.loop().nowNs() + limitNs, idle));
        return idle.future();
    }

    private void awaitIdle(long lun, long deadlineNs, Promise<Void> idle) {
        TargetSession current = session;
        if (current == null || !current.hasTasks(lun)) {
            idle.tryComplete();
        } else if (context.loop().nowNs() - deadlineNs < 0) {
            context.loop().schedule(LOOK_NS, () -> awaitIdle(lun, deadlineNs, idle));
        } else {
            LOG.warn("{}: commands for a removed logical unit do not end: aborted", remote);
            current.abortTasks(lun, idle::tryComplete);
        }
    }

    /** Runs something on the connection's loop; any thread. */
    void onLoop(Runnable action) {
        context.loop().execute(action);
    }

    /** Whether nothing can be sent any more. */
    boolean isEnded() {
        return transportEnded || closed;
    }

    /** Ends the connection at once, as if the wire broke; any thread. */
    public void abort() {
        onLoop(() -> {
            if (datamover != null && !transportEnded) {
                datamover.connectionAbort();
            }
        });
    }

    /** Ends the connection, and tells the initiator so if it is logged in; any thread. */
    public void close() {
        onLoop(() -> {
            TargetFullFeature phase = fullFeature;
            if (phase != null && states.state().isFullFeature()) {
                phase.announceDrop();
            }
            if (datamover != null && !transportEnded) {
                datamover.connectionTerminate();
            }
        });
    }

    @Override
    public void connectionTerminateNotify(String reason, boolean orderly) {
        transportEnded = true;
        boolean loggedOut = states.state() == ConnectionState.S1_FREE;
        states.on(ConnectionEvent.TRANSPORT_DOWN);
        if (fullFeature != null) {
            LOG.info("{}: connection ended: {}", remote, loggedOut ? "logged out" : reason);
        } else {
            LOG.debug("{}: connection ended before login was done: {}", remote, reason);
        }
        if (session == null) {
            finish();
        } else {
            session.onConnectionEnd();
        }
    }

    /** The last task of a dead session has ended. */
    void onSessionDrained() {
        finish();
    }

    private void finish() {
        if (closed) {
            return;
        }
        closed = true;
        cancelTimer();
        if (login != null) {
            TargetServer.SessionKey key = login.claimed();
            if (key != null) {
                server.onSessionEnds(key, this);
            }
        }
        states.on(ConnectionEvent.CLEANED_UP);
        if (datamover != null) {
            datamover.close();
        }
        gone.complete();
        onClosed.run();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    Datamover transport() {
        Datamover transport = datamover;
        if (transport == null) {
            throw new IllegalStateException("the connection from " + remote + " has no transport yet");
        }
        return transport;
    }

    ConnectionStateMachine states() {
        return states;
    }

    CommandSequence sequence() {
        return sequence;
    }

    /** A SCSI Response, numbered. */
    @Nullable
    ControlPdu buildScsiResponse(TargetTask slot) {
        TargetFullFeature phase = fullFeature;
        return phase == null ? null : phase.responses().scsiResponse(slot);
    }

    /** Tells the initiator that its window is open again. */
    void tellWindow() {
        TargetFullFeature phase = fullFeature;
        if (phase != null && !transportEnded) {
            phase.responses().ping(Bhs.RESERVED_TAG);
        }
    }

    void answerTaskManagement(int initiatorTaskTag, TaskManagementResult result) {
        TargetFullFeature phase = fullFeature;
        if (phase != null && !transportEnded) {
            phase.onTaskManaged(initiatorTaskTag, result);
        }
    }

    /** The group of the portal it came to. */
    int portalGroupTag() {
        return portalGroupTag;
    }

    /** TSIH of its session; 0 before login is done. */
    int tsih() {
        TargetLoginPhase.Result result = login == null ? null : login.result();
        return result == null ? 0 : result.tsih();
    }

    /** What its session is, and how it got there; null when there is none, or none any more. Any thread. */
    Future<@Nullable TargetSessionInfo> info() {
        Promise<@Nullable TargetSessionInfo> answer = Promise.promise();
        onLoop(() -> {
            TargetLoginPhase.Result result = login == null ? null : login.result();
            TargetServer.SessionKey key = login == null ? null : login.claimed();
            answer.complete(
                    result == null || key == null || !isLoggedIn()
                            ? null
                            : new TargetSessionInfo(
                                    result.identity().initiatorName(),
                                    key.initiatorPortName(),
                                    key.targetName(),
                                    result.tsih(),
                                    remote,
                                    local,
                                    transport().description(),
                                    activeTasks(),
                                    states.audit()));
        });
        return answer.future();
    }

    /** Where the initiator is. */
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    /** Whether an initiator has a session here: a logout can be asked for. On the loop. */
    public boolean isLoggedIn() {
        return session != null && states.state().isFullFeature();
    }

    /** Commands with the device server now. */
    public int activeTasks() {
        return session == null ? 0 : session.activeTasks();
    }
}
