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
import io.isere.iscsi.session.CommandSequence;
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

    /** Whether a request is to be executed now (RFC 7143 section 4.2.2.1). */
    boolean isInOrder(AnyRequestBhs request) {
        CommandSequence.Verdict verdict = connection.sequence().accept(request.cmdSn(), request.immediateBit());
        if (verdict == CommandSequence.Verdict.GAP) {
            // One connection is in order, so what is missing will never come.
            connection.dropFor("CmdSN " + Integer.toUnsignedString(request.cmdSn()) + " came where "
                    + Integer.toUnsignedString(connection.sequence().expCmdSn()) + " was expected");
        }
        return verdict == CommandSequence.Verdict.IN_ORDER;
    }

    void onPdu(AnyRequestBhs request, ReceivedPdu pdu) {
        heard();
        Opcode opcode = request.opcode();
        if (opcode == Opcode.DATA_OUT && session != null) {
            session.onDataOut(pdu);
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
            // It carries no CmdSN. Nothing is ever lost below us (ErrorRecoveryLevel 0, and iSER forbids it anyway).
            responses.reject(pdu, RejectReason.SNACK_REJECT);
            return;
        }
        if (!isInOrder(request)) {
            return;
        }
        switch (opcode) {
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
            session.onTaskManagement(pdu);
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
     * Logout (RFC 7143 section 11.14): with one connection a session, both kinds of close end the session. Its response says
     * that all is cleaned up, so it waits for task management that is under way.
     */
    private void onLogout(ReceivedPdu pdu) {
        logout.wrap(pdu.buffer(), pdu.bhsOffset());
        LogoutReason reason = logout.reason();
        LogoutResponseCode code = switch (reason) {
            case CLOSE_SESSION -> LogoutResponseCode.CLOSED;
            case CLOSE_CONNECTION ->
                logout.cid() == login.identity().cid() ? LogoutResponseCode.CLOSED : LogoutResponseCode.CID_NOT_FOUND;
            default -> LogoutResponseCode.RECOVERY_NOT_SUPPORTED;
        };
        int tag = logout.initiatorTaskTag();
        if (managements == 0) {
            logOut(tag, code);
        } else {
            logoutToDo = () -> logOut(tag, code);
        }
    }

    private void logOut(int initiatorTaskTag, LogoutResponseCode code) {
        responses.logout(initiatorTaskTag, code, login.parameters().time2WaitSeconds(), 0);
        if (code == LogoutResponseCode.CLOSED) {
            connection.states().on(ConnectionEvent.LOGOUT_BEGINS);
            connection.states().on(ConnectionEvent.LOGOUT_DONE);
            datamover.connectionTerminate();
        }
    }

    /** RFC 7143 section 11.9.1, event 1. */
    void requestLogout(int withinSeconds) {
        responses.async(AsyncEvent.LOGOUT_REQUEST, login.identity().cid(), 0, withinSeconds);
    }

    /** RFC 7143 section 11.9.1, event 2: the initiator may come back, and finds no task of this session. */
    void announceDrop() {
        responses.async(
                AsyncEvent.CONNECTION_DROP,
                login.identity().cid(),
                login.parameters().time2WaitSeconds(),
                0);
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
