package io.isere.iscsi.initiator;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TaskTag;
import io.isere.iscsi.pdu.AnyResponseBhs;
import io.isere.iscsi.pdu.AsyncMessageBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.LogoutReason;
import io.isere.iscsi.pdu.LogoutRequestBhs;
import io.isere.iscsi.pdu.LogoutResponseBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.session.CommandWindow;
import io.isere.iscsi.session.ConnectionEvent;
import io.isere.iscsi.session.Resilience;
import io.isere.iscsi.text.OperationalParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a session in full feature phase: its StatSN, its pings, and every PDU from the target that is not a
 * SCSI Response. Of a discovery session it is the only one.
 *
 * <p>Thread: the session's loop. Lifetime: from the end of login to the end of its {@link InitiatorConnection}. Control
 * path, but for {@link #onPdu} of a SCSI Response, which allocates nothing.
 */
final class FullFeatureConnection {
    private static final Logger LOG = LoggerFactory.getLogger(FullFeatureConnection.class);
    private static final long SECOND_NS = 1_000_000_000L;

    /** Tags of a connection's own requests come behind those of the task slots: ping, logout, text, logout of another. */
    private static final int OWN_TAGS = 4;

    private static final int LOGOUT_TAG = 1;
    private static final int TEXT_TAG = 2;
    private static final int OTHERS_LOGOUT_TAG = 3;

    private final InitiatorConnection connection;
    private final Datamover datamover;
    private final CommandWindow window;
    private final OperationalParameters parameters;
    private final int cid;
    private final int firstTagIndex;
    private final ConnectionPings pings;
    private final CommandSender sender;
    private final @Nullable InitiatorSession session;
    private final @Nullable Discovery discovery;
    private final AnyResponseBhs rejected = new AnyResponseBhs();
    private int expStatSn;
    /** What the last acknowledgement for its own sake showed. */
    private int shownStatSn;

    private long lastHeardNs;
    private boolean quiescing;
    private long quiesceUntilNs;

    /** Commands of it that are with the target. */
    int active;

    FullFeatureConnection(
            InitiatorConnection connection,
            Datamover datamover,
            CommandWindow window,
            OperationalParameters parameters,
            int cid,
            int nextStatSn,
            long nowNs,
            @Nullable InitiatorSession session) {
        this.connection = connection;
        this.datamover = datamover;
        this.window = window;
        this.parameters = parameters;
        this.cid = cid;
        this.session = session;
        InitiatorSettings settings = connection.settings();
        firstTagIndex = settings.queueDepth() + cid * OWN_TAGS;
        expStatSn = nextStatSn;
        shownStatSn = nextStatSn;
        lastHeardNs = nowNs;
        pings = new ConnectionPings(datamover, window, settings, firstTagIndex);
        sender = new CommandSender(
                datamover,
                window,
                new CommandSender.UnsolicitedData(
                        parameters.immediateData(),
                        parameters.initialR2t(),
                        parameters.firstBurstLengthBytes(),
                        parameters.maxSendDataSegmentLengthBytes()));
        discovery = session == null
                ? new Discovery(datamover, window, TaskTag.pack(firstTagIndex + TEXT_TAG, 1), this::expStatSn)
                : null;
    }

    /** The first tag index behind those of all connections of a session. */
    static int endOfTags(int queueDepth) {
        return queueDepth + Resilience.MAX_CONNECTIONS * OWN_TAGS;
    }

    int cid() {
        return cid;
    }

    Datamover datamover() {
        return datamover;
    }

    CommandSender sender() {
        return sender;
    }

    OperationalParameters parameters() {
        return parameters;
    }

    int expStatSn() {
        return expStatSn;
    }

    InitiatorConnection connection() {
        return connection;
    }

    /** The question for targets; in a discovery session only. */
    @Nullable
    Discovery discovery() {
        return discovery;
    }

    /** Whether commands may be sent on it now. */
    boolean takesCommands() {
        return !quiescing && connection.isLoggedIn();
    }

    /** A PDU of full feature phase, whose header is wrapped. */
    void onPdu(AnyResponseBhs response, ReceivedPdu pdu, long nowNs) {
        lastHeardNs = nowNs;
        takeNumbers(response);
        InitiatorSession current = session;
        if (current != null && response.opcodeValue() == Opcode.SCSI_RESPONSE.code()) {
            current.onScsiResponse(pdu);
            return;
        }
        onControlPdu(response.opcode(), pdu);
        if (current != null) {
            current.onRoom();
        }
    }

    /** StatSN of every PDU that has one of its own, and the command window (RFC 7143 section 4.2.2). */
    private void takeNumbers(AnyResponseBhs response) {
        boolean ping =
                response.opcodeValue() == Opcode.NOP_IN.code() && response.initiatorTaskTag() == Bhs.RESERVED_TAG;
        if (!ping) {
            expStatSn = response.statSn() + 1;
        }
        window.update(response.expCmdSn(), response.maxCmdSn());
    }

    private void onControlPdu(Opcode opcode, ReceivedPdu pdu) {
        switch (opcode) {
            case NOP_IN -> pings.onNopIn(pdu, expStatSn);
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
            case LOGOUT_RESPONSE -> onLogoutResponse(pdu);
            case ASYNC_MESSAGE -> onAsyncMessage(pdu);
            case REJECT -> onReject(pdu);
            default -> connection.drop("the target sent a " + opcode.rfcName() + ", which has no place here");
        }
    }

    private void onLogoutResponse(ReceivedPdu pdu) {
        LogoutResponseBhs response = new LogoutResponseBhs().wrap(pdu.buffer(), pdu.bhsOffset());
        int tag = response.initiatorTaskTag();
        if (session != null && TaskTag.index(tag) == firstTagIndex + OTHERS_LOGOUT_TAG) {
            session.onOtherLoggedOut(tag >>> 16, response.response());
        } else {
            connection.onLoggedOut(response.time2WaitSeconds());
        }
    }

    /** RFC 7143 section 11.9.1. */
    private void onAsyncMessage(ReceivedPdu pdu) {
        AsyncMessageBhs message = new AsyncMessageBhs().wrap(pdu.buffer(), pdu.bhsOffset());
        LOG.info("{}: async message from the target: {}", connection.remote(), message.event());
        switch (message.event()) {
            case LOGOUT_REQUEST -> onLogoutRequest(message.parameter3());
            case CONNECTION_DROP -> {
                // Of a single connection whatever CID is named means that one.
                if (session != null && session.isMultiple() && message.parameter1() != cid) {
                    session.onDropAnnounced(message.parameter1(), message.parameter2());
                } else {
                    connection.dropAnnounced(message.parameter2());
                }
            }
            case SESSION_DROP -> {
                connection.dropAnnounced(message.parameter2());
                if (session != null) {
                    session.giveUp("the target announced that it drops the session");
                }
            }
            default -> {
                // A SCSI event is reported by a unit attention too; the others ask for nothing we have to do.
            }
        }
    }

    /** Lets commands under way end, within the time the target gives, and logs out. */
    private void onLogoutRequest(int withinSeconds) {
        connection.states().on(ConnectionEvent.LOGOUT_REQUESTED);
        long leftNs = Math.max(0, withinSeconds - 1) * SECOND_NS;
        quiescing = true;
        quiesceUntilNs = connection.nowNs() + leftNs;
        if (leftNs == 0) {
            leave();
        } else {
            leaveWhenIdle();
        }
    }

    /** The last command of a connection that the target wants to be logged out has ended. */
    void leaveWhenIdle() {
        if (quiescing && active == 0) {
            leave();
        }
    }

    /** Logs the connection out, and with the last one the session. */
    private void leave() {
        if (session == null) {
            connection.logout(LogoutReason.CLOSE_SESSION);
        } else if (session.hasOthers(this)) {
            connection.logout(LogoutReason.CLOSE_CONNECTION);
        } else {
            session.logoutBy(connection);
        }
    }

    private void onReject(ReceivedPdu pdu) {
        RejectBhs reject = new RejectBhs().wrap(pdu.buffer(), pdu.bhsOffset());
        LOG.warn("{}: the target rejected a PDU: {}", connection.remote(), reject.reason());
        if (session != null && reject.dataSegmentLengthBytes() >= Bhs.LENGTH_BYTES) {
            rejected.wrap(pdu.buffer(), reject.dataSegmentOffset());
            onRejected(session, reject.reason());
        }
    }

    private void onRejected(InitiatorSession of, RejectReason reason) {
        boolean recovers = parameters.errorRecoveryLevel() > 0;
        if (rejected.opcodeValue() == Opcode.SNACK_REQUEST.code()) {
            connection.drop("the target does not send again what was lost: " + reason);
        } else if (rejected.opcodeValue() == Opcode.SCSI_COMMAND.code()) {
            if (recovers && reason == RejectReason.DATA_DIGEST_ERROR) {
                of.onDiscarded(this, rejected.initiatorTaskTag());
            } else {
                of.onRejected(rejected.initiatorTaskTag());
            }
        }
    }

    /** Sends a Logout Request about this connection or its session; false when no PDU is free. */
    boolean sendLogout(LogoutReason reason) {
        return sendLogout(reason, cid, expStatSn, TaskTag.pack(firstTagIndex + LOGOUT_TAG, 1));
    }

    /** Logs out another connection of the session, which is lost (RFC 7143 section 11.14); false when no PDU is free. */
    boolean sendLogoutOf(FullFeatureConnection lost, LogoutReason reason) {
        return sendLogout(reason, lost.cid, lost.expStatSn, TaskTag.pack(firstTagIndex + OTHERS_LOGOUT_TAG, lost.cid));
    }

    private boolean sendLogout(LogoutReason reason, int about, int expStatSnOfIt, int tag) {
        ControlPdu pdu = datamover.acquireControlPdu(0);
        if (pdu == null) {
            return false;
        }
        new LogoutRequestBhs()
                .wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .immediateBit(true)
                .reasonCode(reason.code())
                .cid(reason == LogoutReason.CLOSE_SESSION ? 0 : about)
                .initiatorTaskTag(tag)
                .cmdSn(window.next(true))
                .expStatSn(expStatSnOfIt);
        datamover.sendControl(pdu);
        return true;
    }

    /** Pings a quiet target; false when it has left a ping unanswered for too long. */
    boolean onTick(long nowNs) {
        if (quiescing && nowNs - quiesceUntilNs >= 0) {
            leave();
        }
        if (parameters.errorRecoveryLevel() > 0 && active == 0 && expStatSn != shownStatSn) {
            shownStatSn = expStatSn;
            pings.acknowledge(expStatSn);
        }
        return pings.onTick(nowNs, lastHeardNs, expStatSn);
    }
}
