package io.isere.engine;

import io.isere.iser.IserControlHeader;
import io.isere.rdma.memory.Access;
import io.isere.rdma.verbs.CompletionHandler;
import io.isere.rdma.verbs.ConnectFailure;
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

/** One end of an iSER connection that sends whatever bytes a test wants: RDMA below, nothing of the engine above. */
abstract class RawRdmaPeer implements CompletionHandler, ConnectionEvents {
    static final int PLACE_BYTES = 16384;
    private static final int RECEIVES = 16;
    static final int SEND_PLACE = RECEIVES;

    final EngineRig rig;
    final RdmaDevice device;
    final MemoryRegion region;
    final QueuePair queuePair;
    final List<byte[]> received = new ArrayList<>();
    boolean established;
    boolean ended;
    String endReason = "";

    /** @param side which of the rig's devices it is on */
    @SuppressWarnings("this-escape") // the queue pair only keeps the reference
    RawRdmaPeer(EngineRig rig, int side) {
        this.rig = rig;
        device = rig.rdma(side);
        region = device.protectionDomain()
                .register(ByteBuffer.allocateDirect((RECEIVES + 1) * PLACE_BYTES), Access.LOCAL_WRITE);
        queuePair = device.createQueuePair(
                new QueuePairOptions(device.createCompletionQueue(256), 64, RECEIVES, 4, this, this));
        for (int place = 0; place < RECEIVES; place++) {
            postReceive(place);
        }
    }

    private void postReceive(int place) {
        queuePair.postReceive(new WorkRequest(1)
                .opcode(WorkOpcode.RECEIVE)
                .id(place)
                .setSge(region, place * PLACE_BYTES, PLACE_BYTES));
    }

    /** Ends the connection at once and gives its memory back. */
    void close() {
        queuePair.destroy();
        region.deregister();
    }

    /** Sends a message and lets everything happen that comes of it. */
    void send(byte[] message) {
        post(new WorkRequest(1).opcode(WorkOpcode.SEND), message);
    }

    /** Posts a request whose data these bytes are. */
    final void post(WorkRequest request, byte[] data) {
        region.slab().bytes().put(SEND_PLACE * PLACE_BYTES, data);
        queuePair.postSend(request.id(SEND_PLACE).setSge(region, SEND_PLACE * PLACE_BYTES, data.length));
        rig.settle();
    }

    /** Sends a PDU behind an iSER header that advertises nothing. */
    final void sendPdu(byte[] pdu) {
        send(behindHeader(pdu));
    }

    static byte[] behindHeader(byte[] pdu) {
        byte[] message = new byte[IserControlHeader.LENGTH_BYTES + pdu.length];
        message[0] = 0x10;
        System.arraycopy(pdu, 0, message, IserControlHeader.LENGTH_BYTES, pdu.length);
        return message;
    }

    /** A message's PDU, without its iSER header. */
    static ByteBuffer pdu(byte[] message) {
        return ByteBuffer.wrap(message, IserControlHeader.LENGTH_BYTES, message.length - IserControlHeader.LENGTH_BYTES)
                .slice();
    }

    @Override
    public void onCompletion(WorkCompletion completion) {
        if (completion.opcode() == WorkOpcode.RECEIVE && completion.status() == WorkStatus.SUCCESS) {
            byte[] message = new byte[completion.byteCount()];
            region.slab().bytes().get((int) completion.id() * PLACE_BYTES, message);
            received.add(message);
            postReceive((int) completion.id());
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
