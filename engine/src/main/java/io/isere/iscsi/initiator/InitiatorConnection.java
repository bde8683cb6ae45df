package io.isere.iscsi.initiator;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.DatamoverListener;
import io.isere.datamover.DatamoverParameters;
import io.isere.datamover.DatamoverTask;
import io.isere.datamover.LoopContext;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TaskTag;
import io.isere.datamover.TransportConnector;
import io.isere.datamover.TransportHandler;
import io.isere.iscsi.login.LoginFailure;
import io.isere.iscsi.pdu.AnyResponseBhs;
import io.isere.iscsi.pdu.AsyncMessageBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.LogoutReason;
import io.isere.iscsi.pdu.LogoutRequestBhs;
import io.isere.iscsi.pdu.LogoutResponseBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.RejectBhs;
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
 * An initiator's end of one connection: connect, log in, then a session of SCSI commands or a discovery.
 *
 * <p>Two paths only: SCSI Responses of full feature phase go straight to the session; everything else goes by the state
 * machine. Thread: the connection's loop, all of it; futures complete there.
 */
public final class InitiatorConnection implements DatamoverListener, TransportHandler {
    /** Tags of this connection's own requests come behind those of the task slots: ping, logout, text. */
    static final int OWN_TAGS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(InitiatorConnection.class);
    private static final long TICK_NS = 1_000_000_000L;
    private static final int UNSPECIFIED = -1;

    private final LoopContext context;
    private final InitiatorSettings settings;
    private final InetSocketAddress remote;
    private final @Nullable String targetName;
    private final SessionOwner owner;
    private final ConnectionStateMachine states;
    private final CommandWindow window = new CommandWindow();
    private final AnyResponseBhs response = new AnyResponseBhs();
    private final Promise<Void> loggedIn = Promise.promise();
    private final Promise<Void> ended = Promise.promise();

    private @Nullable Datamover datamover;
    private @Nullable InitiatorLoginPhase login;
    private @Nullable InitiatorSession session;
    private @Nullable Discovery discovery;
    private @Nullable ConnectionPings pings;
    private @Nullable LoopTimer timer;
    private String dropReason = "";
    private String endReason = "";
    private int expStatSn;
    private long lastHeardNs;
    private int waitSeconds = UNSPECIFIED;
    private boolean closed;

    private InitiatorConnection(
            LoopContext context,
            InitiatorSettings settings,
            InetSocketAddress remote,
            @Nullable String targetName,
            SessionOwner owner) {
        this.context = context;
        this.settings = settings;
        this.remote = remote;
        this.targetName = targetName;
        this.owner = owner;
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
        InitiatorConnection connection = new InitiatorConnection(context, settings, remote, targetName, owner);
        connection.open(connector);
        return connection;
    }

    /** The session when login is done; a failure is an {@link IscsiLoginException}. */
    Future<InitiatorSession> session() {
        return loggedIn.future().map(nothing -> requireSession());
    }

    /** Ends it at once, in whatever state it is; {@link #ended} completes when nothing of it is left. */
    void abandon(String reason) {
        if (!loggedIn.future().isComplete()) {
            fail(reason, IscsiLoginException.givenUp(reason));
        } else if (!closed) {
            dropReason = reason;
            transport().connectionAbort();
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
                            new InitiatorConnection(context, settings, remote, targetName, SessionOwner.NONE);
                    connection.open(connector);
                    return connection.loggedIn.future().map(connection);
                })
                .run();
    }

    private void open(TransportConnector connector) {
        states.on(ConnectionEvent.CONNECT);
        timer = context.loop().schedule(settings.loginTimeoutNs(), this::onLoginTimeout);
        login = new InitiatorLoginPhase(this, settings, connector, targetName);
        connector.connect(remote, settings.resources(), this, this);
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
        lastHeardNs = context.loop().nowNs();
        response.wrap(pdu.buffer(), pdu.bhsOffset());
        if (!states.state().isFullFeature() && states.state() != ConnectionState.S6_IN_LOGOUT) {
            onLoginPdu(pdu);
            return;
        }
        numbers();
        InitiatorSession current = session;
        if (current != null && response.opcodeValue() == Opcode.SCSI_RESPONSE.code()) {
            current.onScsiResponse(pdu);
        } else {
            onControlPdu(pdu);
            if (current != null) {
                current.onRoom();
            }
        }
    }

    /** StatSN of every PDU that has one of its own, and the command window (RFC 7143 section 4.2.2). */
    private void numbers() {
        boolean ping =
                response.opcodeValue() == Opcode.NOP_IN.code() && response.initiatorTaskTag() == Bhs.RESERVED_TAG;
        if (!ping) {
            expStatSn = response.statSn() + 1;
        }
        window.update(response.expCmdSn(), response.maxCmdSn());
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

    private void onControlPdu(ReceivedPdu pdu) {
        switch (response.opcode()) {
            case NOP_IN -> requirePings().onNopIn(pdu, expStatSn);
            case TASK_MANAGEMENT_RESPONSE -> {
                if (session != null) {
                    session.onTaskManagementResponse(pdu);
                }
            }
            case TEXT_RESPONSE -> {
                if (discovery != null) {
                    discovery.onResponse(pdu);
                }
            }
            case LOGOUT_RESPONSE -> {
                waitSeconds = new LogoutResponseBhs()
                        .wrap(pdu.buffer(), pdu.bhsOffset())
                        .time2WaitSeconds();
                states.on(ConnectionEvent.LOGOUT_DONE);
                transport().connectionTerminate();
            }
            case ASYNC_MESSAGE -> onAsyncMessage(pdu);
            case REJECT -> onReject(pdu);
            default -> drop("the target sent a " + response.opcode().rfcName() + ", which has no place here");
        }
    }

    /** RFC 7143 section 11.9.1. */
    private void onAsyncMessage(ReceivedPdu pdu) {
        AsyncMessageBhs message = new AsyncMessageBhs().wrap(pdu.buffer(), pdu.bhsOffset());
        LOG.info("{}: async message from the target: {}", remote, message.event());
        switch (message.event()) {
            case LOGOUT_REQUEST -> onLogoutRequest(message.parameter3());
            case CONNECTION_DROP, SESSION_DROP -> {
                waitSeconds = message.parameter2();
                drop("the target announced that it drops the connection");
            }
            default -> {
                // A SCSI event is reported by a unit attention too; the others ask for nothing we have to do.
            }
        }
    }

    /** Lets commands under way end, within the time the target gives, and logs out. */
    private void onLogoutRequest(int withinSeconds) {
        states.on(ConnectionEvent.LOGOUT_REQUESTED);
        long leftNs = Math.max(0, withinSeconds - 1) * TICK_NS;
        if (session == null || leftNs == 0) {
            logout();
        } else {
            session.quiesce(context.loop().nowNs() + leftNs);
        }
    }

    private void onReject(ReceivedPdu pdu) {
        RejectBhs reject = new RejectBhs().wrap(pdu.buffer(), pdu.bhsOffset());
        LOG.warn("{}: the target rejected a PDU: {}", remote, reject.reason());
        if (session != null && reject.dataSegmentLengthBytes() >= Bhs.LENGTH_BYTES) {
            response.wrap(pdu.buffer(), reject.dataSegmentOffset());
            if (response.opcodeValue() == Opcode.SCSI_COMMAND.code()) {
                session.onRejected(response.initiatorTaskTag());
            }
        }
    }

    /** Login is done; the datamover's resources for full feature phase are in place already. */
    void onLoginDone(int firstCmdSn, int nextStatSn) {
        Datamover transport = transport();
        OperationalParameters parameters = parameters();
        window.start(firstCmdSn);
        window.update(response.expCmdSn(), response.maxCmdSn());
        expStatSn = nextStatSn;
        transport.noticeKeyValues(new DatamoverParameters(parameters, null));
        transport.enableDatamover(null);
        pings = new ConnectionPings(transport, window, settings, settings.queueDepth());
        if (parameters.discovery()) {
            discovery = new Discovery(transport, window, TaskTag.pack(settings.queueDepth() + 2, 1));
        } else {
            CommandSender.UnsolicitedData unsolicited = new CommandSender.UnsolicitedData(
                    parameters.immediateData(),
                    parameters.initialR2t(),
                    parameters.firstBurstLengthBytes(),
                    parameters.maxSendDataSegmentLengthBytes());
            session = new InitiatorSession(this, owner, transport, context, settings, window, unsolicited);
        }
        states.on(ConnectionEvent.LOGIN_DONE);
        cancelTimer();
        tick();
        LOG.debug("{}: logged in ({})", remote, transport.description());
        loggedIn.complete();
    }

    private void tick() {
        if (closed) {
            return;
        }
        long nowNs = context.loop().nowNs();
        if (!requirePings().onTick(nowNs, lastHeardNs, expStatSn)) {
            drop("the target did not answer a ping within " + settings.pingTimeoutNs() / TICK_NS + " s");
            return;
        }
        if (session != null) {
            session.onTick(nowNs);
        }
        if (closed || !states.state().isFullFeature()) {
            return;
        }
        timer = context.loop().schedule(TICK_NS, this::tick);
    }

    private Future<List<TargetRecord>> sendTargets() {
        Discovery asking = discovery;
        if (asking == null) {
            return Future.failedFuture("not a discovery session");
        }
        return asking.ask(this::expStatSn).eventually(this::logout);
    }

    /** Logs out; completes when the connection is closed, whether the target answered or not. */
    Future<Void> logout() {
        if (closed || !states.state().isFullFeature()) {
            return ended.future();
        }
        states.on(ConnectionEvent.LOGOUT_BEGINS);
        ControlPdu pdu = transport().acquireControlPdu(0);
        if (pdu == null) {
            transport().connectionTerminate();
            return ended.future();
        }
        new LogoutRequestBhs()
                .wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .immediateBit(true)
                .reasonCode(LogoutReason.CLOSE_SESSION.code())
                .initiatorTaskTag(TaskTag.pack(settings.queueDepth() + 1, 1))
                .cmdSn(window.next(true))
                .expStatSn(expStatSn);
        transport().sendControl(pdu);
        cancelTimer();
        timer = context.loop()
                .schedule(settings.pingTimeoutNs(), () -> transport().connectionAbort());
        return ended.future();
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
        boolean expected = states.state() == ConnectionState.S1_FREE;
        states.on(ConnectionEvent.TRANSPORT_DOWN);
        if (!expected && dropReason.isEmpty()) {
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
        if (session != null) {
            session.onConnectionEnd();
        }
        if (discovery != null) {
            discovery.onConnectionEnd(endReason);
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

    int expStatSn() {
        return expStatSn;
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

    private ConnectionPings requirePings() {
        return require(pings);
    }

    private <T> T require(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not there in state " + states.state() + "\n" + states.audit());
        }
        return part;
    }
}
