package io.isere.engine;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.login.InitiatorLogin;
import io.isere.iscsi.login.InitiatorLoginOptions;
import io.isere.iser.IserControlHeader;
import io.isere.rdma.memory.Access;
import io.isere.rdma.verbs.CompletionHandler;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionEvents;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.WorkCompletion;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;
import io.isere.rdma.verbs.WorkStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An initiator that sends whatever bytes a test wants: RDMA below, nothing of the engine above but what a test calls. */
final class RawInitiator implements CompletionHandler, ConnectionEvents {
    private static final int PLACE_BYTES = 16384;
    private static final int RECEIVES = 16;
    private static final int SEND_PLACE = RECEIVES;

    private final EngineRig rig;
    private final MemoryRegion region;
    private final QueuePair queuePair;
    final List<byte[]> received = new ArrayList<>();
    boolean established;
    boolean ended;
    String endReason = "";

    RawInitiator(EngineRig rig) {
        this.rig = rig;
        RdmaDevice device = rig.rdma(1);
        region = device.protectionDomain()
                .register(ByteBuffer.allocateDirect((RECEIVES + 1) * PLACE_BYTES), Access.LOCAL_WRITE);
        queuePair = device.createQueuePair(
                new QueuePairOptions(device.createCompletionQueue(256), 64, RECEIVES, 4, this, this));
        for (int i = 0; i < RECEIVES; i++) {
            queuePair.postReceive(
                    new WorkRequest(1).opcode(WorkOpcode.RECEIVE).id(i).setSge(region, i * PLACE_BYTES, PLACE_BYTES));
        }
        device.connectionManager()
                .connect(
                        queuePair,
                        rig.address(),
                        new ConnectOptions(new byte[] {(byte) 0x80, 0, 0, 0}, 16, 1, 5_000_000_000L));
        rig.until("the raw initiator is connected", () -> established || ended);
    }

    /** Ends the connection at once and gives its memory back. */
    void close() {
        queuePair.destroy();
        region.deregister();
    }

    /** Sends a message and waits until it has left. */
    void send(byte[] message) {
        region.slab().bytes().put(SEND_PLACE * PLACE_BYTES, message);
        queuePair.postSend(new WorkRequest(1)
                .opcode(WorkOpcode.SEND)
                .id(SEND_PLACE)
                .setSge(region, SEND_PLACE * PLACE_BYTES, message.length));
        rig.settle();
    }

    /** Sends a PDU behind an iSER header that advertises nothing. */
    void sendPdu(byte[] pdu) {
        byte[] message = new byte[IserControlHeader.LENGTH_BYTES + pdu.length];
        message[0] = 0x10;
        System.arraycopy(pdu, 0, message, IserControlHeader.LENGTH_BYTES, pdu.length);
        send(message);
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
        byte[] message = received.get(received.size() - 1);
        return ByteBuffer.wrap(message, IserControlHeader.LENGTH_BYTES, message.length - IserControlHeader.LENGTH_BYTES)
                .slice();
    }

    @Override
    public void onCompletion(WorkCompletion completion) {
        if (completion.opcode() == WorkOpcode.RECEIVE && completion.status() == WorkStatus.SUCCESS) {
            byte[] message = new byte[completion.byteCount()];
            region.slab().bytes().get((int) completion.id() * PLACE_BYTES, message);
            received.add(message);
        }
    }

    @Override
    public void onEstablished(ConnectionInfo info) {
        established = true;
    }

    @Override
    public void onConnectFailed(ConnectFailure failure) {
        ended = true;
        endReason = failure.message();
    }

    @Override
    public void onDisconnected(Disconnect disconnect) {
        ended = true;
        endReason = disconnect.message();
    }
}
