package io.isere.iscsi.initiator;

import static io.isere.iscsi.text.NegotiationKey.ERROR_RECOVERY_LEVEL;
import static io.isere.iscsi.text.NegotiationKey.IMMEDIATE_DATA;
import static io.isere.iscsi.text.NegotiationKey.INITIAL_R2T;
import static io.isere.iscsi.text.NegotiationKey.MAX_CONNECTIONS;
import static io.isere.iscsi.text.NegotiationKey.TAGGED_BUFFER_FOR_SOLICITED_DATA_ONLY;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TransportConnector;
import io.isere.datamover.TransportKind;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.login.InitiatorLogin;
import io.isere.iscsi.login.InitiatorLoginOptions;
import io.isere.iscsi.login.InitiatorLoginResult;
import io.isere.iscsi.login.LoginFailure;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.OperationalParameters;
import org.jspecify.annotations.Nullable;

/**
 * The login phase of one connection at the initiator: carries PDUs between the wire and {@link InitiatorLogin}.
 *
 * <p>The receives of full feature phase are posted before the request that may be answered by the final response is sent
 * (RFC 7145 section 5.1.1). Thread: the connection's loop. Control path.
 */
final class InitiatorLoginPhase {
    private static final int FIRST_CMD_SN = 1;

    private final InitiatorConnection connection;
    private final InitiatorSettings settings;
    private final InitiatorLogin login;
    private final @Nullable InitiatorSession joined;
    private final AnyBhs bhs = new AnyBhs();
    private @Nullable Datamover datamover;
    private boolean resourcesAllocated;

    InitiatorLoginPhase(
            InitiatorConnection connection,
            InitiatorSettings settings,
            TransportConnector connector,
            @Nullable String targetName,
            @Nullable InitiatorSession joined,
            int cid) {
        this.joined = joined;
        this.connection = connection;
        this.settings = settings;
        TransportKind kind = connector.kind();
        InitiatorLoginOptions options = targetName == null
                ? InitiatorLoginOptions.discovery(kind, settings.initiatorName())
                : InitiatorLoginOptions.normal(kind, settings.initiatorName(), targetName)
                        .values(values(connector));
        login = new InitiatorLogin(options.initiatorAlias(settings.initiatorAlias())
                .authentication(
                        targetName == null
                                ? settings.credentials().discovery()
                                : settings.credentials().session())
                .isid(settings.isid())
                .tsih(joined == null ? 0 : joined.tsih())
                .cid(cid)
                .cmdSn(joined == null ? FIRST_CMD_SN : joined.window().cmdSn()));
    }

    private LocalValues values(TransportConnector connector) {
        LocalValues values = DefaultValues.initiator(connector.kind())
                .with(MAX_CONNECTIONS, settings.resilience().connections())
                .with(ERROR_RECOVERY_LEVEL, settings.resilience().levelOver(connector.kind()))
                .with(INITIAL_R2T, settings.initialR2t())
                .with(IMMEDIATE_DATA, settings.immediateData());
        return connector.values(
                connector.advertisesSolicitedDataOnly()
                        ? values.with(TAGGED_BUFFER_FOR_SOLICITED_DATA_ONLY, true)
                        : values);
    }

    /** The transport stands: sends the first request. */
    void begin(Datamover transport) {
        datamover = transport;
        ControlPdu first = transport.acquireControlPdu(transport.maxControlDataBytes());
        if (first == null) {
            connection.fail("no PDU is free for a Login Request");
            return;
        }
        login.start(first.buffer(), first.bhsOffset());
        send(transport, first);
    }

    void onResponse(ReceivedPdu pdu) {
        Datamover transport = datamover;
        ControlPdu next = transport == null ? null : transport.acquireControlPdu(transport.maxControlDataBytes());
        if (transport == null || next == null) {
            connection.fail("the target sends Login Responses that nobody asked for");
            return;
        }
        bhs.wrap(pdu.buffer(), pdu.bhsOffset());
        InitiatorLogin.Outcome outcome =
                login.onResponse(pdu.buffer(), pdu.bhsOffset(), bhs.pduLengthBytes(), next.buffer(), next.bhsOffset());
        switch (outcome) {
            case SEND -> send(transport, next);
            case DONE -> {
                transport.releaseControlPdu(next);
                connection.onLoginDone(FIRST_CMD_SN, login.expStatSn());
            }
            case FAILED -> {
                transport.releaseControlPdu(next);
                LoginFailure failure = login.failure();
                if (failure == null) {
                    connection.fail("login failed");
                } else {
                    connection.fail(failure, login.redirections());
                }
            }
        }
    }

    private void send(Datamover transport, ControlPdu request) {
        if (login.asksForFullFeature() && !resourcesAllocated) {
            resourcesAllocated = true;
            if (!transport.allocateConnectionResources(settings.resources())) {
                transport.releaseControlPdu(request);
                connection.fail("no memory for a session with queue depth " + settings.queueDepth());
                return;
            }
        }
        transport.sendControl(request);
    }

    /** What was negotiated; after login only. */
    OperationalParameters parameters() {
        OperationalParameters parameters = login.parameters();
        if (parameters == null) {
            throw new IllegalStateException("login is not done");
        }
        return joined == null ? parameters : parameters.forConnectionOf(joined.parameters());
    }

    /** The handle of the session; after login only. */
    int tsih() {
        InitiatorLoginResult result = login.result();
        return result == null ? 0 : result.tsih();
    }
}
