package io.isere.iscsi.target;

import io.isere.datamover.Datamover;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.AnyRequestBhs;
import io.isere.iscsi.pdu.AsyncEvent;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.LogoutReason;
import io.isere.iscsi.pdu.LogoutRequestBhs;
import io.isere.iscsi.pdu.LogoutResponseCode;
import io.isere.iscsi.pdu.NopOutBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.session.ConnectionEvent;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.scsi.task.TaskManagementResult;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a target does with every PDU of full feature phase that is not a SCSI command: pings, text, task management,
 * logout, and what must not come.
 *
 * <p>Thread: the connection's loop. Control path.
 */
final class TargetFullFeature {
    private static final Logger LOG = LoggerFactory.getLogger(TargetFullFeature.class);

    private final TargetServer server;
    private final TargetConnection connection;
    private final RdmaLoop loop;
    private final Datamover datamover;
    private final TargetLoginPhase.Result login;
    private final @Nullable TargetSession session;
    private final TargetResponses responses;
    private final TargetText text;
    private final NopOutBhs nopOut = new NopOutBhs();
    private final LogoutRequestBhs logout = new LogoutRequestBhs();
    private long lastHeardNs;
    private long pingSentNs;
    private boolean pinged;
    private int pings;
    private int managements;
    private @Nullable Runnable logoutToDo;

    TargetFullFeature(
            TargetServer server,
            TargetConnection connection,
            RdmaLoop loop,
            Datamover datamover,
            TargetLoginPhase.Result login,
            InetSocketAddress local,
            @Nullable TargetSession session) {
        this.server = server;
        this.connection = connection;
        this.loop = loop;
        this.datamover = datamover;
        this.login = login;
        this.session = session;
        responses = new TargetResponses(datamover, connection.sequence(), login.nextStatSn());
        text = new TargetText(
                server, login, local, connection.remoteAddress(), connection.portalGroupTag(), datamover, responses);
        lastHeardNs = loop.nowNs();
    }

    TargetResponses responses() {
        return responses;
    }

    void heard() {
        lastHeardNs = loop.nowNs();
    }

    void onPdu(AnyRequestBhs request, ReceivedPdu pdu) {
        heard();
        Opcode opcode = request.opcode();
        if (opcode == Opcode.DATA_OUT && session != null) {
            session.onDataOut(connection, pdu);
            return;
        }
        boolean allowed = session == null ? opcode.allowedInDiscovery() : opcode.allowedInNormalOverTcp();
        if (!allowed || opcode.sender() != Opcode.Sender.INITIATOR || opcode == Opcode.LOGIN_REQUEST) {
            LOG.debug("{} is not allowed here", opcode.rfcName());
            responses.reject(
                    pdu,
                    opcode == Opcode.UNASSIGNED ? RejectReason.COMMAND_NOT_SUPPORTED : RejectReason.PROTOCOL_ERROR);
            return;
        }
        if (opcode == Opcode.SNACK_REQUEST) {
            onSnack(pdu);
            return;
        }
        if (connection.isInOrder(pdu)) {
            execute(request, pdu);
            if (session != null) {
                session.onTurnTaken();
            }
        }
    }

    /** It carries no CmdSN. At ErrorRecoveryLevel 0, and over iSER, nothing is ever lost below us. */
    private void onSnack(ReceivedPdu pdu) {
        if (login.parameters().errorRecoveryLevel() == 0) {
            responses.reject(pdu, RejectReason.SNACK_REJECT);
        } else if (!datamover.retransmit(pdu)) {
            responses.reject(pdu, RejectReason.PROTOCOL_ERROR);
        }
    }

    /**
     * A PDU whose data segment failed its digest is discarded (RFC 7143 section 7.8). Its sender repeats a command; data is
     * asked for again here.
     */
    void onDamaged(AnyRequestBhs request, ReceivedPdu pdu) {
        heard();
        LOG.info(
                "{}: the data digest of a {} is wrong",
                connection.remoteAddress(),
                request.opcode().rfcName());
        responses.reject(pdu, RejectReason.DATA_DIGEST_ERROR);
        if (request.opcode() == Opcode.DATA_OUT && session != null) {
            session.onDataOutLost(connection, pdu);
        }
    }

    /** Executes a request in its turn. */
    void execute(AnyRequestBhs request, ReceivedPdu pdu) {
        switch (request.opcode()) {
            case NOP_OUT -> onNopOut(pdu);
            case TEXT_REQUEST -> text.onRequest(pdu);
            case LOGOUT_REQUEST -> onLogout(pdu);
            case TASK_MANAGEMENT_REQUEST -> onTaskManagement(pdu);
            default -> responses.reject(pdu, RejectReason.COMMAND_NOT_SUPPORTED);
        }
    }

    private void onTaskManagement(ReceivedPdu pdu) {
        if (session != null) {
            managements++;
            session.onTaskManagement(connection, pdu);
        }
    }

    /** Task management is done; a logout that came after it may be answered now. */
    void onTaskManaged(int initiatorTaskTag, TaskManagementResult result) {
        responses.taskManagement(initiatorTaskTag, result);
        managements--;
        Runnable logOut = logoutToDo;
        if (managements == 0 && logOut != null) {
            logoutToDo = null;
            logOut.run();
        }
    }

    private void onNopOut(ReceivedPdu pdu) {
        nopOut.wrap(pdu.buffer(), pdu.bhsOffset());
        if (nopOut.initiatorTaskTag() == Bhs.RESERVED_TAG) {
            pinged = false;
            LOG.debug("{} answered a ping", connection.remoteAddress());
        } else {
            LOG.debug("{} pinged", connection.remoteAddress());
            responses.nopIn(pdu);
        }
    }

    /**
     * Logout (RFC 7143 section 11.14). Its response says that all is cleaned up, so it waits for task management that is
     * under way, and for the tasks of a connection that is closed while the session goes on.
     */
    private void onLogout(ReceivedPdu pdu) {
        logout.wrap(pdu.buffer(), pdu.bhsOffset());
        LogoutReason reason = logout.reason();
        int tag = logout.initiatorTaskTag();
        int cid = logout.cid();
        Runnable action = () -> logOut(tag, reason, cid);
        if (managements == 0) {
            action.run();
        } else {
            logoutToDo = action;
        }
    }

    private void logOut(int initiatorTaskTag, LogoutReason reason, int cid) {
        switch (reason) {
            case CLOSE_SESSION -> {
                if (session != null) {
                    session.endOthers(connection);
                }
                leave(initiatorTaskTag);
            }
            case CLOSE_CONNECTION -> closeConnection(initiatorTaskTag, cid);
            default -> answerLogout(initiatorTaskTag, LogoutResponseCode.RECOVERY_NOT_SUPPORTED);
        }
    }

    private void closeConnection(int initiatorTaskTag, int cid) {
        TargetConnection meant = cid == login.identity().cid()
                ? connection
                : session == null ? null : session.connections().find(cid);
        if (meant == null) {
            answerLogout(initiatorTaskTag, LogoutResponseCode.CID_NOT_FOUND);
        } else if (session == null || session.connections().count() == 1) {
            leave(initiatorTaskTag);
        } else if (meant == connection) {
            session.clearTasksOf(connection, () -> leave(initiatorTaskTag));
        } else {
            session.end(meant)
                    .onComplete(gone -> loop.execute(() -> answerLogout(initiatorTaskTag, LogoutResponseCode.CLOSED)));
        }
    }

    private void leave(int initiatorTaskTag) {
        answerLogout(initiatorTaskTag, LogoutResponseCode.CLOSED);
        connection.states().on(ConnectionEvent.LOGOUT_BEGINS);
        connection.states().on(ConnectionEvent.LOGOUT_DONE);
        if (!connection.isEnded()) {
            datamover.connectionTerminate();
        }
    }

    private void answerLogout(int initiatorTaskTag, LogoutResponseCode code) {
        if (!connection.isEnded()) {
            responses.logout(initiatorTaskTag, code, login.parameters().time2WaitSeconds(), 0);
        }
    }

    /** RFC 7143 section 11.9.1, event 1. */
    void requestLogout(int withinSeconds) {
        responses.async(AsyncEvent.LOGOUT_REQUEST, login.identity().cid(), 0, withinSeconds);
    }

    /** RFC 7143 section 11.9.1, event 2: the initiator may come back, and finds no task of that connection. */
    void announceDrop(int cid) {
        responses.async(AsyncEvent.CONNECTION_DROP, cid, login.parameters().time2WaitSeconds(), 0);
    }

    /** Pings a quiet initiator; false when it left a ping unanswered for too long, or idles in a discovery session. */
    boolean onTick(long nowNs) {
        TargetSettings settings = server.settings();
        long quietNs = nowNs - lastHeardNs;
        if (session == null) {
            return settings.pingIntervalNs() == 0 || quietNs < settings.pingIntervalNs() + settings.pingTimeoutNs();
        }
        if (pinged && lastHeardNs - pingSentNs > 0) {
            // Whatever it sent, it lives; some initiators answer pings late or not at all while they are busy.
            pinged = false;
        }
        if (pinged) {
            return nowNs - pingSentNs < settings.pingTimeoutNs();
        }
        if (settings.pingIntervalNs() > 0 && quietNs >= settings.pingIntervalNs()) {
            pinged = true;
            pingSentNs = nowNs;
            responses.ping(++pings & 0x7fff_ffff);
        }
        return true;
    }
}
