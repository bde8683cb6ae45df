package io.isere.engine;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.login.InitiatorLogin;
import io.isere.iscsi.login.InitiatorLoginOptions;
import io.isere.iscsi.text.LocalValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** An initiator over TCP that sends whatever bytes a test wants, in the test's thread. */
final class RawTcpInitiator extends RawTcpPeer {
    RawTcpInitiator(EngineRig rig) {
        super(rig, 0);
        try {
            use(SocketChannel.open(rig.address()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Logs in as the engine would. */
    void login(LocalValues values, boolean withDigests) {
        login(
                InitiatorLoginOptions.normal(TransportKind.TCP, EngineRig.INITIATOR_NAME, EngineRig.TARGET_NAME)
                        .values(values)
                        .cmdSn(1),
                withDigests);
    }

    /** Opens a discovery session. */
    void loginToDiscover() {
        login(
                InitiatorLoginOptions.discovery(TransportKind.TCP, EngineRig.INITIATOR_NAME)
                        .cmdSn(1),
                false);
    }

    /** Logs in, and begins to count commands with this one. */
    void login(LocalValues values, int firstCmdSn) {
        login(
                InitiatorLoginOptions.normal(TransportKind.TCP, EngineRig.INITIATOR_NAME, EngineRig.TARGET_NAME)
                        .values(values)
                        .cmdSn(firstCmdSn),
                false);
    }

    private void login(InitiatorLoginOptions options, boolean withDigests) {
        InitiatorLogin login = new InitiatorLogin(options.isid(0x800000000077L));
        ByteBuffer request = ByteBuffer.allocate(16384);
        int lengthBytes = login.start(request, 0);
        InitiatorLogin.Outcome outcome = InitiatorLogin.Outcome.SEND;
        while (outcome == InitiatorLogin.Outcome.SEND) {
            byte[] pdu = new byte[lengthBytes];
            request.get(0, pdu);
            int before = received.size();
            sendRaw(pdu);
            until("a login response", () -> received.size() > before || ended);
            ByteBuffer response = received.get(before);
            outcome = login.onResponse(response, 0, response.capacity(), request, 0);
            lengthBytes = login.requestLengthBytes();
        }
        if (outcome != InitiatorLogin.Outcome.DONE) {
            throw new AssertionError("login failed: " + login.failure());
        }
        digests = withDigests;
        received.clear();
    }
}
