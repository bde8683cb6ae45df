package io.isere.engine;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.login.InitiatorLogin;
import io.isere.iscsi.login.InitiatorLoginOptions;
import io.isere.iser.IserControlHeader;
import io.isere.rdma.verbs.ConnectOptions;
import java.nio.ByteBuffer;

/** An initiator over iSER that sends whatever bytes a test wants, in the test's thread. */
final class RawInitiator extends RawRdmaPeer {
    RawInitiator(EngineRig rig) {
        super(rig, 1);
        device.connectionManager()
                .connect(
                        queuePair,
                        rig.address(),
                        new ConnectOptions(new byte[] {(byte) 0x80, 0, 0, 0}, 16, 1, 5_000_000_000L));
        rig.until("the raw initiator is connected", () -> established || ended);
    }

    /** Logs in as the engine would, PDU by PDU. */
    void login() {
        login(InitiatorLoginOptions.normal(TransportKind.ISER, EngineRig.INITIATOR_NAME, EngineRig.TARGET_NAME));
    }

    /** Opens a discovery session. */
    void loginToDiscover() {
        login(InitiatorLoginOptions.discovery(TransportKind.ISER, EngineRig.INITIATOR_NAME));
    }

    private void login(InitiatorLoginOptions options) {
        InitiatorLogin login = new InitiatorLogin(
                options.isid(InitiatorSettings.of(EngineRig.INITIATOR_NAME, 77).isid()));
        ByteBuffer request = ByteBuffer.allocate(16384);
        int lengthBytes = login.start(request, 0);
        InitiatorLogin.Outcome outcome = InitiatorLogin.Outcome.SEND;
        while (outcome == InitiatorLogin.Outcome.SEND) {
            byte[] pdu = new byte[lengthBytes];
            request.get(0, pdu);
            int before = received.size();
            sendPdu(pdu);
            rig.until("a login response", () -> received.size() > before || ended);
            ByteBuffer response = ByteBuffer.wrap(received.get(before));
            outcome = login.onResponse(
                    response,
                    IserControlHeader.LENGTH_BYTES,
                    response.capacity() - IserControlHeader.LENGTH_BYTES,
                    request,
                    0);
            lengthBytes = login.requestLengthBytes();
        }
        if (outcome != InitiatorLogin.Outcome.DONE) {
            throw new AssertionError("login failed: " + login.failure());
        }
        received.clear();
    }

    /** The last PDU received, without its iSER header. */
    ByteBuffer lastPdu() {
        return pdu(received.get(received.size() - 1));
    }
}
