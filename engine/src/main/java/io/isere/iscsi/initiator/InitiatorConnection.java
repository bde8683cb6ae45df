package io.isere.iscsi.initiator;

import io.isere.datamover.Datamover;
import io.isere.datamover.DatamoverListener;
import io.isere.datamover.DatamoverParameters;
import io.isere.datamover.DatamoverTask;
import io.isere.datamover.LoopContext;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TransportConnector;
import io.isere.datamover.TransportHandler;
import io.isere.iscsi.login.LoginFailure;
import io.isere.iscsi.pdu.AnyResponseBhs;
import io.isere.iscsi.pdu.LogoutReason;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.session.CommandWindow;
import io.isere.iscsi.session.ConnectionEvent;
import io.isere.iscsi.session.ConnectionState;
import io.isere.iscsi.session.ConnectionStateMachine;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.iscsi.text.TargetAddress;
import io.isere.iscsi.text.TargetRecord;
import io.isere.rdma.loop.LoopTimer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An initiator's end of one connection, from connecting to the return of its last resource: it logs in to a new session, to
 * one that is there already, or to discovery; what comes in full feature phase is the matter of {@link
 * FullFeatureConnection}.
 *
 * <p>Thread: the connection's loop, which is its session's; futures complete there.
 */
public final class InitiatorConnection implements DatamoverListener, TransportHandler {
    private static final Logger LOG = LoggerFactory.getLogger(InitiatorConnection.class);
    private static final long TICK_NS = 1_000_000_000L;
    private static final int UNSPECIFIED = -1;

    private final LoopContext context;
    private final InitiatorSettings settings;
    private final InetSocketAddress remote;
    private final @Nullable String targetName;
    private final SessionOwner owner;
    private final @Nullable InitiatorSession joined;
    private final int cid;
    private final ConnectionStateMachine states;
    private final AnyResponseBhs response = new AnyResponseBhs();
    private final Promise<Void> loggedIn = Promise.promise();
    private final Promise<Void> ended = Promise.promise();

    private @Nullable Datamover datamover;
    private @Nullable InitiatorLoginPhase login;
    private @Nullable InitiatorSession session;
    private @Nullable FullFeatureConnection fullFeature;
    private @Nullable TransportConnector connector;
    private @Nullable LoopTimer timer;
    private String dropReason = "";
    private String endReason = "";
    private LogoutReason leaving = LogoutReason.UNASSIGNED;
    private int waitSeconds = UNSPECIFIED;
    private boolean loggedOut;
    private boolean closed;

    private InitiatorConnection(
            LoopContext context,
            InitiatorSettings settings,
            InetSocketAddress remote,
            @Nullable String targetName,
            SessionOwner owner,
            @Nullable InitiatorSession joined,
            int cid) {
        this.context = context;
        this.settings = settings;
        this.remote = remote;
        this.targetName = targetName;
        this.owner = owner;
        this.joined = joined;
        this.cid = cid;
        states = new ConnectionStateMachine("initiator connection to " + remote);
    }

    /**
     * Connects and logs in to a target.
     *
     * @return the session, or a failure whose message says what was wrong and what to do
     */
    public static Future<InitiatorSession> login(
            LoopContext context,
            InitiatorSettings settings,
            TransportConnector connector,
            InetSocketAddress remote,
            String targetName) {
        return open(context, settings, connector, remote, targetName).map(InitiatorConnection::requireSession);
    }

    /** Begins to connect and log in for an owner, who may stop it with {@link #abandon}. */
    static InitiatorConnection start(
            LoopContext context,
            InitiatorSettings settings,
            TransportConnector connector,
            InetSocketAddress remote,
            String targetName,
            SessionOwner owner) {
        InitiatorConnection connection = new InitiatorConnection(context, settings, remote, targetName, owner, null, 0);
        connection.open(connector);
        return connection;
    }

    /** Begins to connect and log in for a session that has a connection already, and this one where it is. */
    static InitiatorConnection join(InitiatorSession session, InitiatorConnection sibling, int cid) {
        InitiatorConnection connection = new InitiatorConnection(
                sibling.context, sibling.settings, sibling.remote, sibling.targetName, SessionOwner.NONE, session, cid);
        connection.open(sibling.require(sibling.connector));
        return connection;
    }

    /** Completes when login is done; a failure is an {@link IscsiLoginException}. */
    Future<Void> loggedIn() {
        return loggedIn.future();
    }

    /** The session when login is done; a failure is an {@link IscsiLoginException}. */
    Future<InitiatorSession> session() {
        return loggedIn.future().map(nothing -> requireSession());
    }

    /** Ends it at once, in whatever state it is; {@link #ended} completes when nothing of it is left. */
    void abandon(String reason) {
        if (!loggedIn.future().isComplete()) {
            fail(reason, IscsiLoginException.givenUp(reason));
        } else if (!closed && datamover != null) {
            dropReason = reason;
            datamover.connectionAbort();
        }
    }

    /** Asks what targets there are (SendTargets=All in a discovery session) and disconnects. */
    public static Future<List<TargetRecord>> discover(
            LoopContext context, InitiatorSettings settings, TransportConnector connector, InetSocketAddress remote) {
        return open(context, settings, connector, remote, null).compose(InitiatorConnection::sendTargets);
    }

    /** A connection that is logged in. */
    private static Future<InitiatorConnection> open(
            LoopContext context,
            InitiatorSettings settings,
            TransportConnector connector,
            InetSocketAddress remote,
            @Nullable String targetName) {
        return new LoginAttempts<>(settings, remote.toString(), () -> {
                    InitiatorConnection connection =
                            new InitiatorConnection(context, settings, remote, targetName, SessionOwner.NONE, null, 0);
                    connection.open(connector);
                    return connection.loggedIn.future().map(connection);
                })
                .run();
    }

    private void open(TransportConnector wire) {
        connector = wire;
        states.on(ConnectionEvent.CONNECT);
        timer = context.loop().schedule(settings.loginTimeoutNs(), this::onLoginTimeout);
        login = new InitiatorLoginPhase(this, settings, wire, targetName, joined, cid);
        wire.connect(remote, settings.resources(), this, this);
    }

    private void onLoginTimeout() {
        String reason = "no login within " + settings.loginTimeoutNs() / TICK_NS
                + " s: is it an iSCSI target that answers at " + address() + "?";
        fail(reason, IscsiLoginException.timedOut(failureMessage(reason), datamover != null));
    }

    @Override
    public void onConnected(Datamover transport, InetSocketAddress local, InetSocketAddress peer) {
        if (closed || loggedIn.future().isComplete()) { // too late
            transport.close();
            finish();
            return;
        }
        datamover = transport;
        states.on(ConnectionEvent.TRANSPORT_UP);
        requireLogin().begin(transport);
    }

    @Override
    public void onConnectFailed(String message) {
        states.on(ConnectionEvent.TRANSPORT_DOWN);
        endReason = message;
        finish();
    }

    @Override
    public void controlNotify(ReceivedPdu pdu) {
        response.wrap(pdu.buffer(), pdu.bhsOffset());
        FullFeatureConnection phase = fullFeature;
        boolean inPhase = states.state().isFullFeature() || states.state() == ConnectionState.S6_IN_LOGOUT;
        if (phase != null && inPhase) {
            phase.onPdu(response, pdu, context.loop().nowNs());
        } else {
            onLoginPdu(pdu);
        }
    }

    private void onLoginPdu(ReceivedPdu pdu) {
        if (loggedIn.future().isComplete()) {
            // An answer to a login that was given up already: a session of it would be nobody's.
            return;
        }
        if (response.opcodeValue() == Opcode.LOGIN_RESPONSE.code()) {
            requireLogin().onResponse(pdu);
        } else {
            fail("the target sent a " + response.opcode().rfcName() + " during login");
        }
    }

    /** Login is done; the datamover's resources for full feature phase are in place already. */
    void onLoginDone(int firstCmdSn, int nextStatSn) {
        Datamover transport = transport();
        OperationalParameters parameters = parameters();
        InitiatorSession existing = joined;
        CommandWindow window = existing == null ? new CommandWindow() : existing.window();
        if (existing == null) {
            window.start(firstCmdSn);
        }
        window.update(response.expCmdSn(), response.maxCmdSn());
        transport.noticeKeyValues(new DatamoverParameters(parameters, null));
        transport.enableDatamover(null);
        if (existing == null && !parameters.discovery()) {
            session = new InitiatorSession(
                    owner, context, settings, window, requireLogin().tsih(), parameters);
        } else {
            session = existing;
        }
        FullFeatureConnection phase = new FullFeatureConnection(
                this,
                transport,
                window,
                parameters,
                cid,
                nextStatSn,
                context.loop().nowNs(),
                session);
        fullFeature = phase;
        states.on(ConnectionEvent.LOGIN_DONE);
        cancelTimer();
        if (session != null) {
            session.attach(phase);
        }
        tick();
        LOG.debug("{}: logged in ({})", remote, transport.description());
        loggedIn.complete();
    }

    private void tick() {
        FullFeatureConnection phase = fullFeature;
        if (closed || phase == null) {
            return;
        }
        long nowNs = context.loop().nowNs();
        if (!phase.onTick(nowNs)) {
            drop("the target did not answer a ping within " + settings.pingTimeoutNs() / TICK_NS + " s");
            return;
        }
        if (session != null) {
            session.onTick(phase, nowNs);
        }
        if (closed || !states.state().isFullFeature()) {
            return;
        }
        timer = context.loop().schedule(TICK_NS, this::tick);
    }

    private Future<List<TargetRecord>> sendTargets() {
        FullFeatureConnection phase = fullFeature;
        Discovery asking = phase == null ? null : phase.discovery();
        if (asking == null) {
            return Future.failedFuture("not a discovery session");
        }
        return asking.ask().eventually(() -> logout(LogoutReason.CLOSE_SESSION));
    }

    /** Logs out; completes when the connection is closed, whether the target answered or not. */
    Future<Void> logout(LogoutReason reason) {
        FullFeatureConnection phase = fullFeature;
        if (closed || phase == null || !states.state().isFullFeature()) {
            return ended.future();
        }
        states.on(ConnectionEvent.LOGOUT_BEGINS);
        leaving = reason;
        if (!phase.sendLogout(reason)) {
            transport().connectionTerminate();
            return ended.future();
        }
        cancelTimer();
        timer = context.loop()
                .schedule(settings.pingTimeoutNs(), () -> transport().connectionAbort());
        return ended.future();
    }

    /** The target has answered a logout of this connection, or of its session. */
    void onLoggedOut(int time2WaitSeconds) {
        waitSeconds = time2WaitSeconds;
        states.on(ConnectionEvent.LOGOUT_DONE);
        if (leaving == LogoutReason.CLOSE_SESSION && session != null) {
            session.onLoggedOut(phase());
        }
        transport().connectionTerminate();
    }

    /** The session is logged out by another connection: this one has nothing to say any more. */
    void close() {
        if (!closed) {
            states.on(ConnectionEvent.LOGOUT_BEGINS);
            states.on(ConnectionEvent.LOGOUT_DONE);
            transport().connectionTerminate();
        }
    }

    /** The target has said that it drops the connection. */
    void dropAnnounced(int time2WaitSeconds) {
        waitSeconds = time2WaitSeconds;
        drop("the target announced that it drops the connection");
    }

    /** Ends the connection for what the target did or failed to do. */
    void drop(String reason) {
        if (dropReason.isEmpty()) {
            dropReason = reason;
            LOG.warn("{}: connection dropped: {}\n{}", remote, reason, states.audit());
        }
        transport().connectionAbort();
    }

    /** Login cannot succeed now. */
    void fail(String reason) {
        fail(reason, IscsiLoginException.unanswered(failureMessage(reason), datamover != null));
    }

    /** Login has failed for what the target said, or for what this side makes of it. */
    void fail(LoginFailure failure, List<TargetAddress> redirections) {
        String message = failureMessage(failure.message());
        fail(failure.message(), IscsiLoginException.refused(message, failure, redirections));
    }

    private String failureMessage(String reason) {
        return "cannot log in to " + (targetName == null ? "discovery" : targetName) + " at " + address() + ": "
                + reason;
    }

    private void fail(String reason, IscsiLoginException failure) {
        if (closed || states.state().isFullFeature()) {
            return;
        }
        endReason = reason;
        states.on(ConnectionEvent.LOGIN_FAILED);
        if (datamover != null) {
            datamover.connectionTerminate();
        }
        loggedIn.tryFail(failure);
    }

    @Override
    public void dataCompletionNotify(DatamoverTask task) {
        throw new IllegalStateException("an initiator moves no data of its own accord");
    }

    @Override
    public void taskReleasedNotify(DatamoverTask task) {
        throw new IllegalStateException("an initiator sends no SCSI Response");
    }

    @Override
    public void connectionTerminateNotify(String reason, boolean orderly) {
        if (endReason.isEmpty()) {
            endReason = dropReason.isEmpty() ? reason : dropReason;
        }
        loggedOut = states.state() == ConnectionState.S1_FREE;
        states.on(ConnectionEvent.TRANSPORT_DOWN);
        if (!loggedOut && dropReason.isEmpty()) {
            LOG.warn("{}: connection lost: {}", remote, endReason);
        }
        finish();
    }

    private void finish() {
        if (closed) {
            return;
        }
        closed = true;
        cancelTimer();
        FullFeatureConnection phase = fullFeature;
        if (phase != null && phase.discovery() != null) {
            phase.discovery().onConnectionEnd(endReason);
        }
        if (phase != null && session != null) {
            session.onConnectionEnd(phase, loggedOut);
        }
        if (datamover != null) {
            datamover.close();
        }
        states.on(ConnectionEvent.CLEANED_UP);
        // Without a transport the reason names the address already.
        loggedIn.tryFail(IscsiLoginException.unanswered(
                datamover == null ? endReason : "cannot log in at " + address() + ": " + endReason, datamover != null));
        ended.tryComplete();
    }

    /** Whether commands flow. */
    boolean isLoggedIn() {
        return !closed && states.state() == ConnectionState.S5_LOGGED_IN;
    }

    private String address() {
        return remote.getHostString() + ":" + remote.getPort();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Completes when the connection has ended, for whatever reason. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Why it ended; "" while it has not. */
    String endReason() {
        return endReason;
    }

    /** How long the target wants to be left alone before the next login (Time2Wait), as it said last. */
    int time2WaitSeconds() {
        return waitSeconds == UNSPECIFIED ? parameters().time2WaitSeconds() : waitSeconds;
    }

    /** What it runs over and with whom, for people. */
    String description() {
        return transport().description();
    }

    private FullFeatureConnection phase() {
        return require(fullFeature);
    }

    /** Where the target is. */
    InetSocketAddress remote() {
        return remote;
    }

    ConnectionStateMachine states() {
        return states;
    }

    long nowNs() {
        return context.loop().nowNs();
    }

    OperationalParameters parameters() {
        return requireLogin().parameters();
    }

    InitiatorSettings settings() {
        return settings;
    }

    private Datamover transport() {
        return require(datamover);
    }

    private InitiatorSession requireSession() {
        return require(session);
    }

    private InitiatorLoginPhase requireLogin() {
        return require(login);
    }

    private <T> T require(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not there in state " + states.state() + "\n" + states.audit());
        }
        return part;
    }
}
