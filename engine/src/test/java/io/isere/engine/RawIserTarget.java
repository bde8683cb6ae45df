package io.isere.engine;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.initiator.InitiatorConnection;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.ResponseBhs;
import io.isere.iser.IserControlHeader;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionManager;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A target over iSER of one connection that sends, writes and reads whatever a test wants, in the test's thread. */
final class RawIserTarget extends RawRdmaPeer {
    private static final long CONNECT_NS = 5_000_000_000L;

    private final ConnectionManager.Listener listener;
    private int statSn;

    /** @param invalidates whether it takes and sends Send with Invalidate */
    RawIserTarget(EngineRig rig, boolean invalidates) {
        super(rig, 0);
        byte[] privateData = {(byte) (invalidates ? 0x80 : 0xC0), 0, 0, 0};
        try {
            listener = device.connectionManager()
                    .listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            1,
                            request -> request.accept(queuePair, new ConnectOptions(privateData, 1, 8, CONNECT_NS)),
                            null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets an initiator log in. */
    InitiatorSession login(InitiatorSettings settings) {
        Future<InitiatorSession> session = InitiatorConnection.login(
                rig.context(1), settings, rig.connector(1), listener.localAddress(), EngineRig.TARGET_NAME);
        rig.until("a connection", () -> established || ended);
        statSn = LoginScript.answer(
                TransportKind.ISER, DefaultValues.target(TransportKind.ISER), () -> pdu(request()), this::sendPdu);
        return rig.await(session);
    }

    /** The next message that comes. */
    byte[] request() {
        rig.until("a request", () -> !received.isEmpty() || ended);
        return received.remove(0);
    }

    /** The iSER header of a message. */
    static IserControlHeader header(byte[] message) {
        return new IserControlHeader().wrap(ByteBuffer.wrap(message), 0);
    }

    /** Fills in the numbers that a target has to, as one that serves at its ease, and sends the PDU. */
    void answer(ResponseBhs<?> response, byte... data) {
        response.statSn(statSn++);
        sendAnswer(response, data);
    }

    /** The same with the StatSN it has. */
    void sendAnswer(ResponseBhs<?> response, byte... data) {
        sendPdu(pduOf(response, data));
    }

    /** The PDU with the numbers of the command window. */
    static byte[] pduOf(ResponseBhs<?> response, byte... data) {
        response.expCmdSn(1).maxCmdSn(64).dataSegmentLengthBytes(data.length);
        byte[] pdu = Arrays.copyOf(response.buffer().array(), Bhs.LENGTH_BYTES + Bhs.padded(data.length));
        System.arraycopy(data, 0, pdu, Bhs.LENGTH_BYTES, data.length);
        return pdu;
    }

    /** Sends a PDU that invalidates an STag. */
    void sendInvalidating(ResponseBhs<?> response, int stag) {
        response.statSn(statSn++);
        post(new WorkRequest(1).opcode(WorkOpcode.SEND_INVALIDATE).invalidateStag(stag), behindHeader(pduOf(response)));
    }

    /** RDMA Write. */
    void write(int stag, long offset, byte[] data) {
        post(new WorkRequest(1).opcode(WorkOpcode.RDMA_WRITE).remote(stag, offset), data);
    }

    /** RDMA Read, to where sends lie. */
    void read(int stag, long offset, int bytes) {
        post(new WorkRequest(1).opcode(WorkOpcode.RDMA_READ).remote(stag, offset), new byte[bytes]);
    }

    /** What the last {@link #read} has brought. */
    byte[] readData(int bytes) {
        byte[] data = new byte[bytes];
        region.slab().bytes().get(SEND_PLACE * PLACE_BYTES, data);
        return data;
    }

    /** Ends the connection: orderly, or as it breaks. */
    void disconnect(boolean orderly) {
        if (orderly) {
            queuePair.disconnect();
        } else {
            queuePair.abort();
        }
        rig.settle();
    }

    @Override
    void close() {
        super.close();
        listener.close();
    }
}
