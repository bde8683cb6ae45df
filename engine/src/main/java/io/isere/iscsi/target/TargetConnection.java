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
import io.isere.iscsi.pdu.AnyRequestBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.session.CommandSequence;
import io.isere.iscsi.session.ConnectionEvent;
import io.isere.iscsi.session.ConnectionState;
import io.isere.iscsi.session.ConnectionStateMachine;
import io.isere.iscsi.text.OperationalParameters;
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
 * machine. Thread: the connection's loop, which is its session's; {@link #requestLogout}, {@link #abort} and {@link #close}
 * may be called from any.
 */
public final class TargetConnection implements DatamoverListener, TransportHandler {
    private static final Logger LOG = LoggerFactory.getLogger(TargetConnection.class);
    private static final long TICK_NS = 1_000_000_000L;

    private final TargetServer server;
    private final LoopContext context;
    private final InetSocketAddress remote;
    private final PendingConnection pending;
    private final int portalGroupTag;
    private final Runnable onClosed;
    private final Promise<Void> gone = Promise.promise();
    private final ConnectionStateMachine states;
    private final AnyRequestBhs request = new AnyRequestBhs();
    private final CommandSequence ownSequence;

    private @Nullable Datamover datamover;
    private @Nullable TargetLoginPhase login;
    private @Nullable TargetFullFeature fullFeature;
    private @Nullable TargetSession session;
    private @Nullable LoopTimer timer;
    private InetSocketAddress local = InetSocketAddress.createUnresolved("unknown", 0);
    private int index;
    private int tasks;
    private boolean loggedOut;
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
        ownSequence = new CommandSequence(
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
        if (pdu.isDamaged()) {
            phase.onDamaged(request, pdu);
            return;
        }
        if (current != null && request.opcodeValue() == Opcode.SCSI_COMMAND.code()) {
            phase.heard();
            onCommand(current, pdu);
            return;
        }
        phase.onPdu(request, pdu);
    }

    private void onCommand(TargetSession current, ReceivedPdu pdu) {
        switch (current.sequence().accept(request.cmdSn(), request.immediateBit())) {
            case IN_ORDER -> {
                current.onCommand(this, pdu, true);
                current.onTurnTaken();
            }
            case GAP -> {
                if (!current.reorders()) {
                    dropForGap();
                } else if (!current.isKept(request.cmdSn())) {
                    current.onCommand(this, pdu, false);
                }
            }
            case IGNORE -> LOG.debug("{}: CmdSN {} is outside the window", remote, request.cmdSn());
        }
    }

    /**
     * Whether a request that is no command is to be executed now (RFC 7143 section 4.2.2.1); if not it is kept until its
     * turn, or ignored.
     */
    boolean isInOrder(ReceivedPdu pdu) {
        TargetSession current = session;
        CommandSequence.Verdict verdict = sequence().accept(request.cmdSn(), request.immediateBit());
        if (verdict == CommandSequence.Verdict.GAP) {
            onEarly(current, pdu);
        }
        return verdict == CommandSequence.Verdict.IN_ORDER;
    }

    private void onEarly(@Nullable TargetSession current, ReceivedPdu pdu) {
        if (current == null || !current.reorders()) {
            dropForGap();
        } else if (!current.isKept(request.cmdSn())) {
            pdu.retain();
            current.keepUntilTurn(request.cmdSn(), new EarlyRequest(this, pdu));
        }
    }

    /** One connection is in order, so what is missing will never come. */
    private void dropForGap() {
        dropFor("CmdSN " + Integer.toUnsignedString(request.cmdSn()) + " came where "
                + Integer.toUnsignedString(sequence().expCmdSn()) + " was expected");
    }

    /** A request that is no command and was kept has its turn. */
    private void onTurn(ReceivedPdu pdu) {
        TargetFullFeature phase = fullFeature;
        if (phase != null && !transportEnded) {
            request.wrap(pdu.buffer(), pdu.bhsOffset());
            phase.execute(request, pdu);
        }
        pdu.release();
    }

    /** A request, but no command, that waits for its turn in its receive buffer. */
    private record EarlyRequest(TargetConnection connection, ReceivedPdu pdu) implements ReorderQueue.Held {
        @Override
        public void onTurn() {
            connection.onTurn(pdu);
        }

        @Override
        public void onForgotten() {
            pdu.release();
        }
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
    void onLoginDone(TargetLoginPhase.Result result, @Nullable TargetSession itsSession, ControlPdu finalResponse) {
        Datamover transport = transport();
        ownSequence.start(result.firstCmdSn());
        session = itsSession;
        transport.noticeKeyValues(result.datamoverParameters());
        fullFeature = new TargetFullFeature(server, this, context.loop(), transport, result, local, session);
        context.meter().count(Counter.TARGET_LOGINS);
        states.on(ConnectionEvent.LOGIN_DONE);
        transport.enableDatamover(finalResponse);
        cancelTimer();
        tick();
        LOG.info(
                "{} logged in from {}: {}{} ({}{})",
                result.identity().initiatorName(),
                remote,
                result.what(),
                result.identity().isLeading() ? "" : ", connection " + cid() + " of session " + result.tsih(),
                transport.description(),
                result.authentication().isEmpty() ? "" : ", " + result.authentication());
    }

    /** Opens the session that this connection is the first of. */
    TargetSession openSession(TargetLoginPhase.Result result, Target target, SessionPlace place) {
        return new TargetSession(server, place, context, result, portalGroupTag, target);
    }

    /** Takes its place in a session. */
    boolean attachTo(TargetSession joined) {
        index = joined.attach(this);
        return index >= 0;
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
        long nowNs = context.loop().nowNs();
        if (!phase.onTick(nowNs)) {
            dropFor("it did not answer a ping in time");
            return;
        }
        TargetSession current = session;
        if (current != null && current.isStuck(nowNs, server.settings().pingTimeoutNs())) {
            dropFor("CmdSN " + Integer.toUnsignedString(sequence().expCmdSn()) + " does not come");
            current.endOthers(this);
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

    /** Runs something on the connection's loop; any thread. */
    void onLoop(Runnable action) {
        context.loop().execute(action);
    }

    /** Whether nothing can be sent any more. */
    boolean isEnded() {
        return transportEnded || closed;
    }

    /** Whether its transport still carries something. */
    boolean isConnected() {
        return !transportEnded;
    }

    /** Ends it at once, as the initiator wants it that has logged it out by another connection. */
    void endLoggedOut() {
        loggedOut = true;
        if (!transportEnded && !closed) {
            transport().connectionAbort();
        }
    }

    /** Completes when everything of it has been given back. */
    Future<Void> gone() {
        return gone.future();
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
                phase.announceDrop(cid());
            }
            if (datamover != null && !transportEnded) {
                datamover.connectionTerminate();
            }
        });
    }

    @Override
    public void connectionTerminateNotify(String reason, boolean orderly) {
        transportEnded = true;
        loggedOut |= states.state() == ConnectionState.S1_FREE;
        states.on(ConnectionEvent.TRANSPORT_DOWN);
        if (fullFeature != null) {
            LOG.info("{}: connection ended: {}", remote, loggedOut ? "logged out" : reason);
        } else {
            LOG.debug("{}: connection ended before login was done: {}", remote, reason);
        }
        TargetSession current = session;
        if (current == null) {
            finish();
        } else {
            current.onConnectionEnd(this, loggedOut);
        }
    }

    /** A command of it is in a slot. */
    void onTaskBegins() {
        tasks++;
    }

    /** A command of it has left its slot. */
    void onTaskEnded() {
        tasks--;
        if (transportEnded) {
            drainedWhenIdle();
        }
    }

    /** Ends with its last command when the transport has ended. */
    void drainedWhenIdle() {
        if (tasks == 0) {
            finish();
        }
    }

    private void finish() {
        if (closed) {
            return;
        }
        closed = true;
        cancelTimer();
        states.on(ConnectionEvent.CLEANED_UP);
        if (datamover != null) {
            datamover.close();
        }
        TargetSession last = session;
        if (last != null) {
            last.detach(this);
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

    /** The numbers of its commands: those of its session, which a discovery session has of its own. */
    CommandSequence sequence() {
        TargetSession current = session;
        return current == null ? ownSequence : current.sequence();
    }

    /** Sends the response of a task that the device server has completed. */
    void respond(TargetTask slot) {
        sequence().end();
        TargetFullFeature phase = fullFeature;
        ControlPdu pdu = phase == null ? null : phase.responses().scsiResponse(slot);
        if (pdu == null) {
            dropFor("no PDU is free for a response");
            slot.onReleased();
            return;
        }
        transport().sendResponse(pdu, slot.datamoverTask());
    }

    /** Tells the initiator that another connection of its session is gone (RFC 7143 section 11.9.1, event 2). */
    void announceDropOf(TargetConnection other) {
        TargetFullFeature phase = fullFeature;
        if (phase != null && !transportEnded) {
            phase.announceDrop(other.cid());
        }
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

    /** Its connection ID in its session; 0 before login is done. */
    int cid() {
        TargetLoginPhase.Result result = login == null ? null : login.result();
        return result == null ? 0 : result.identity().cid();
    }

    /** Its place among the connections of its session. */
    int index() {
        return index;
    }

    /** What its login agreed on. */
    OperationalParameters parameters() {
        TargetLoginPhase.Result result = login == null ? null : login.result();
        if (result == null) {
            throw new IllegalStateException("the connection from " + remote + " is not logged in");
        }
        return result.parameters();
    }

    /** What it is now, and how it got there; of one that is logged in. On the loop. */
    TargetConnectionInfo info() {
        return new TargetConnectionInfo(cid(), remote, local, transport().description(), states.audit());
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
        return tasks;
    }
}
