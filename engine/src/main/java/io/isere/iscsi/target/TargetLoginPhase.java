package io.isere.iscsi.target;

import static io.isere.iscsi.text.NegotiationKey.ERROR_RECOVERY_LEVEL;
import static io.isere.iscsi.text.NegotiationKey.FIRST_BURST_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.IMMEDIATE_DATA;
import static io.isere.iscsi.text.NegotiationKey.INITIAL_R2T;
import static io.isere.iscsi.text.NegotiationKey.MAX_CONNECTIONS;
import static io.isere.iscsi.text.NegotiationKey.TAGGED_BUFFER_FOR_SOLICITED_DATA_ONLY;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.DatamoverParameters;
import io.isere.datamover.PendingConnection;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TransportKind;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.login.Admission;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.login.LoginFailure;
import io.isere.iscsi.login.LoginIdentity;
import io.isere.iscsi.login.LoginStatus;
import io.isere.iscsi.login.TargetDirectory;
import io.isere.iscsi.login.TargetLogin;
import io.isere.iscsi.login.TargetLoginOptions;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiatedValues;
import io.isere.iscsi.text.Negotiator;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.iscsi.text.Role;
import io.isere.scsi.lun.LunView;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The login phase of one connection at the target: carries PDUs between the wire and {@link TargetLogin}, and knows which
 * targets and sessions there are.
 *
 * <p>Order at the end of login (RFC 7145 section 5.1.3): resources first, receives posted, then the final response.
 * Thread: the connection's loop. Control path.
 */
final class TargetLoginPhase implements TargetDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(TargetLoginPhase.class);

    private final TargetServer server;
    private final TargetConnection connection;
    private final Datamover datamover;
    private final InetSocketAddress remote;
    private final TargetLogin login;
    private final AnyBhs bhs = new AnyBhs();
    private final LoginResponseBhs finalResponse = new LoginResponseBhs();
    private @Nullable Target target;
    private LunView luns = LunView.all();
    private @Nullable TargetSession joined;
    private @Nullable SessionPlace place;
    private @Nullable Result result;
    private boolean waiting;

    TargetLoginPhase(TargetServer server, TargetConnection connection, Datamover datamover, PendingConnection pending) {
        this.server = server;
        this.connection = connection;
        this.datamover = datamover;
        this.remote = pending.remoteAddress();
        TransportKind kind = pending.kind();
        TargetSettings settings = server.settings();
        LocalValues values = DefaultValues.target(kind)
                .with(MAX_CONNECTIONS, settings.resilience().connections())
                .with(ERROR_RECOVERY_LEVEL, settings.resilience().levelOver(kind))
                .with(INITIAL_R2T, settings.initialR2t())
                .with(IMMEDIATE_DATA, settings.immediateData())
                .with(FIRST_BURST_LENGTH, settings.firstBurstBytes());
        login = new TargetLogin(
                new TargetLoginOptions(kind).values(pending.values(values)).commandWindow(settings.queueDepth()), this);
    }

    /**
     * What login settled.
     *
     * @param target the target of a normal session; null in a discovery session
     * @param luns what the initiator sees of it
     * @param authentication how the initiator was authenticated, in words for a log; empty if it was not
     * @param negotiator goes on with text of full feature phase
     * @param firstCmdSn CmdSN of the first command
     * @param nextStatSn StatSN of the first response after login
     */
    record Result(
            LoginIdentity identity,
            @Nullable Target target,
            LunView luns,
            String authentication,
            OperationalParameters parameters,
            Negotiator negotiator,
            DatamoverParameters datamoverParameters,
            int tsih,
            int firstCmdSn,
            int nextStatSn) {
        TargetServer.SessionKey key() {
            return keyOf(identity);
        }

        String what() {
            return target == null ? "discovery" : target.name();
        }
    }

    private static TargetServer.SessionKey keyOf(LoginIdentity identity) {
        String portName = String.format("%s,i,0x%012x", identity.initiatorName(), identity.isid());
        return new TargetServer.SessionKey(portName, identity.targetName());
    }

    /** What login settled; null before its end. */
    @Nullable
    Result result() {
        return result;
    }

    void onRequest(ReceivedPdu pdu) {
        if (waiting) {
            connection.dropFor("it sends Login Requests before the last one is answered");
            return;
        }
        ControlPdu answer = datamover.acquireControlPdu(datamover.maxControlDataBytes());
        if (answer == null) {
            connection.dropFor("it sends Login Requests faster than they are answered");
            return;
        }
        bhs.wrap(pdu.buffer(), pdu.bhsOffset());
        TargetLogin.Outcome outcome = login.onRequest(
                pdu.buffer(), pdu.bhsOffset(), bhs.pduLengthBytes(), answer.buffer(), answer.bhsOffset());
        switch (outcome) {
            case SEND -> datamover.sendControl(answer);
            case SEND_FINAL -> claim(answer);
            case SEND_AND_CLOSE -> refuse(answer);
        }
    }

    /** Takes the place of an older session, or connection, of the same initiator port, which has to end first. */
    private void claim(ControlPdu answer) {
        LoginIdentity identity = login.identity();
        if (identity == null || identity.discovery()) {
            finish(answer);
            return;
        }
        waiting = true;
        TargetSession session = joined;
        if (session == null) {
            server.claim(keyOf(identity), connection, granted -> {
                place = granted;
                goOn(identity, answer);
            });
        } else {
            awaitFree(session, identity, () -> goOn(identity, answer));
        }
    }

    /** Connection reinstatement (RFC 7143 section 6.3.4): a connection with the same CID is logged out by this login. */
    private static void awaitFree(TargetSession session, LoginIdentity identity, Runnable free) {
        TargetConnection older = session.connections().find(identity.cid());
        if (older == null) {
            free.run();
        } else {
            session.end(older).onComplete(gone -> session.loop().execute(() -> awaitFree(session, identity, free)));
        }
    }

    /** The access list may have changed since it was asked; from now on, the server sees to that. */
    private void goOn(LoginIdentity identity, ControlPdu answer) {
        waiting = false;
        if (connection.isEnded()) {
            release();
            return;
        }
        TargetAccess access = server.access(identity.targetName());
        if (access.letsGoOn(identity.initiatorName(), remote.getAddress(), luns)) {
            finish(answer);
        } else {
            refuse(answer, LoginStatus.AUTHORIZATION_FAILURE, "the access list of the target has just changed");
        }
    }

    private void finish(ControlPdu answer) {
        OperationalParameters negotiated = login.parameters();
        LoginIdentity identity = login.identity();
        Negotiator negotiator = login.negotiator();
        if (negotiated == null || identity == null || negotiator == null) {
            throw new IllegalStateException("login ended without a result");
        }
        TargetSession existing = joined;
        OperationalParameters parameters =
                existing == null ? negotiated : negotiated.forConnectionOf(existing.parameters());
        if (!datamover.allocateConnectionResources(server.settings().resources(parameters))) {
            refuse(answer, LoginStatus.OUT_OF_RESOURCES, "no memory for another connection");
            return;
        }
        NegotiatedValues values = negotiator.values();
        Boolean solicitedOnly = values.isDeclared(TAGGED_BUFFER_FOR_SOLICITED_DATA_ONLY, Role.INITIATOR)
                ? Boolean.valueOf(parameters.taggedBufferForSolicitedDataOnly())
                : existing == null ? null : existing.solicitedDataOnly();
        Result settled = new Result(
                identity,
                target,
                luns,
                login.authentication(),
                parameters,
                negotiator,
                new DatamoverParameters(parameters, solicitedOnly),
                login.tsih(),
                login.cmdSn(),
                login.nextStatSn());
        result = settled;
        enter(settled, answer);
    }

    /** Brings the connection into its session, which it may be the first of. */
    private void enter(Result settled, ControlPdu answer) {
        Target wanted = settled.target();
        if (wanted == null) {
            connection.onLoginDone(settled, null, answer);
            return;
        }
        TargetSession existing = joined;
        TargetSession session = existing == null ? open(settled, wanted) : existing;
        if (!connection.attachTo(session)) {
            refuse(
                    answer,
                    session.gone().isComplete() ? LoginStatus.SESSION_DOES_NOT_EXIST : LoginStatus.TOO_MANY_CONNECTIONS,
                    "the session has ended, or has filled up, during the login");
            return;
        }
        if (existing != null) {
            finalResponse
                    .wrap(answer.buffer(), answer.bhsOffset())
                    .expCmdSn(session.sequence().expCmdSn())
                    .maxCmdSn(session.sequence().maxCmdSn());
        }
        connection.onLoginDone(settled, session, answer);
    }

    private TargetSession open(Result settled, Target wanted) {
        SessionPlace taken = place;
        if (taken == null) {
            throw new IllegalStateException("no place was claimed for the session");
        }
        place = null;
        TargetSession opened = connection.openSession(settled, wanted, taken);
        taken.open(opened);
        return opened;
    }

    /** Gives up a place that no session came to. */
    private void release() {
        SessionPlace taken = place;
        if (taken != null) {
            place = null;
            server.release(taken);
        }
    }

    private void refuse(ControlPdu answer, LoginStatus status, String why) {
        release();
        result = null;
        login.refuse(status, why);
        refuse(answer);
    }

    private void refuse(ControlPdu answer) {
        LoginFailure failure = login.failure();
        LOG.warn("{}: login of {} refused: {}", remote, login.who(), failure);
        connection.onLoginFailed();
        datamover.sendControl(answer);
        datamover.connectionTerminate();
    }

    @Override
    public Admission admit(LoginIdentity identity) {
        if (server.connectionCount() > server.settings().limits().maxConnections()) {
            return Admission.refused(LoginStatus.OUT_OF_RESOURCES, "there are too many connections already");
        }
        if (identity.discovery()) {
            return Admission.granted(-1, "", server.discoveryAuthentication());
        }
        Target wanted = server.target(identity.targetName());
        if (wanted == null && server.wasRemoved(identity.targetName())) {
            return Admission.refused(
                    LoginStatus.TARGET_REMOVED, "target " + identity.targetName() + " was removed from this node");
        }
        if (wanted == null) {
            return Admission.refused(LoginStatus.NOT_FOUND, "there is no target " + identity.targetName() + " here");
        }
        int group = connection.portalGroupTag();
        if (!wanted.isReachedThrough(group)) {
            return Admission.refused(
                    LoginStatus.NOT_FOUND,
                    "target " + wanted.name() + " is not reached through portal group " + group + ", only through "
                            + wanted.portalGroupTags());
        }
        TargetAccess access = server.access(wanted.name());
        Admission admission = access.admit(identity.initiatorName(), remote.getAddress(), group, wanted.alias());
        if (admission.status() != LoginStatus.SUCCESS) {
            return admission;
        }
        if (!identity.isLeading()) {
            return admitToSession(identity, admission);
        }
        if (server.isFull(keyOf(identity), identity.initiatorName())) {
            return Admission.refused(LoginStatus.OUT_OF_RESOURCES, "there are too many sessions already");
        }
        target = wanted;
        luns = access.lunsFor(identity.initiatorName(), remote.getAddress());
        return admission;
    }

    /** A further connection of a session, or one that replaces one of it (RFC 7143 section 6.3.1). */
    private Admission admitToSession(LoginIdentity identity, Admission admission) {
        TargetSession session = server.session(keyOf(identity), identity.tsih());
        if (session == null) {
            return Admission.refused(
                    LoginStatus.SESSION_DOES_NOT_EXIST, "there is no session with TSIH " + identity.tsih());
        }
        if (!session.loop().inLoop()
                || session.transport() != identity.transport()
                || session.portalGroupTag() != connection.portalGroupTag()) {
            return Admission.refused(
                    LoginStatus.CANNOT_INCLUDE_IN_SESSION,
                    "the session with TSIH " + identity.tsih()
                            + " has its connections on another event loop, transport or portal group");
        }
        int others = session.connections().find(identity.cid()) == null
                ? session.connections().count()
                : session.connections().count() - 1;
        int most = session.parameters().maxConnections();
        if (others >= most) {
            return Admission.refused(
                    LoginStatus.TOO_MANY_CONNECTIONS, "the session has MaxConnections=" + most + " already");
        }
        joined = session;
        target = session.target();
        luns = session.luns();
        return admission;
    }

    @Override
    public int openSession(LoginIdentity identity) {
        return server.nextTsih();
    }
}
