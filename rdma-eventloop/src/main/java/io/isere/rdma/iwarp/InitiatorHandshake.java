package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.mpa.MpaAgreement;
import io.isere.rdma.iwarp.mpa.MpaFrameReader;
import io.isere.rdma.iwarp.mpa.MpaNegotiation;
import io.isere.rdma.iwarp.mpa.MpaNegotiation.Conflict;
import io.isere.rdma.iwarp.mpa.MpaNegotiation.Offer;
import io.isere.rdma.iwarp.mpa.MpaSetup;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.net.StreamSockets.ConnectAttempt;
import io.isere.rdma.net.StreamSockets.ConnectHandler;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectFailure.Reason;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Connects a queue pair: TCP, MPA request, MPA reply (RFC 5044 section 7.1.2, RFC 6581 section 9); once more with revision
 * 1 when the peer closes on revision 2 and the options say so.
 *
 * <p>Thread: the queue pair's loop. Lifetime: until the outcome. Control path; allocates.
 */
final class InitiatorHandshake implements Wire, SocketListener, ConnectHandler {
    private final IwarpQueuePair queuePair;
    private final IwarpDevice device;
    private final InetSocketAddress remote;
    private final ConnectOptions options;
    private int revision;

    private @Nullable ConnectAttempt attempt;
    private @Nullable StreamSocket socket;
    private @Nullable LoopTimer connectTimer;
    private @Nullable LoopTimer replyTimer;
    private IoVector request = new IoVector(1);
    private MpaFrameReader reader = new MpaFrameReader(false);
    private boolean over;

    InitiatorHandshake(IwarpQueuePair queuePair, InetSocketAddress remote, ConnectOptions options) {
        this.queuePair = queuePair;
        this.device = queuePair.device();
        this.remote = remote;
        this.options = options;
        this.revision = device.options().mpaRevision();
    }

    void start() {
        queuePair.beginConnecting(this);
        if (options.privateData().length > IwarpDevice.MAX_PRIVATE_DATA_BYTES) {
            fail(Reason.PROTOCOL_ERROR, tooMuchPrivateData(options), new byte[0]);
            return;
        }
        if (options.timeoutNs() > 0) {
            connectTimer = device.loop().schedule(options.timeoutNs(), this::timeOut);
        }
        dial();
    }

    static String tooMuchPrivateData(ConnectOptions options) {
        return options.privateData().length + " bytes of private data are more than the "
                + IwarpDevice.MAX_PRIVATE_DATA_BYTES + " that fit an MPA frame";
    }

    private void dial() {
        attempt = device.sockets().connect(remote, this);
    }

    private Offer offer() {
        return new Offer(
                revision,
                device.options().crc(),
                device.options().peerToPeer(),
                options.ird(),
                options.ord(),
                options.privateData());
    }

    // ---- TCP.

    @Override
    public void onConnected(StreamSocket connected) {
        if (over) {
            connected.close();
            return;
        }
        socket = connected;
        MpaSetup frame = MpaNegotiation.request(offer());
        Slab slab = new Slab(ByteBuffer.allocateDirect(frame.wireBytes()));
        request = new IoVector(1);
        request.add(slab, 0, frame.encode(slab.bytes(), 0));
        reader = new MpaFrameReader(false);
        replyTimer = device.loop().schedule(device.options().replyTimeoutNs(), this::timeOut);
        connected.listener(this);
        onWritable();
    }

    @Override
    public void onFailed(IOException cause) {
        if (!over) {
            fail(Reason.UNREACHABLE, String.valueOf(cause.getMessage()), new byte[0]);
        }
    }

    // ---- MPA.

    @Override
    public void onWritable() {
        StreamSocket to = socket;
        if (over || to == null || request.count() == 0) {
            return;
        }
        // A failure to write shows when the reply is read.
        if (to.write(request) >= 0 && request.count() > 0) {
            to.wantWritable();
        }
        onReadable();
    }

    @Override
    public void onReadable() {
        StreamSocket from = socket;
        if (over || from == null) {
            return;
        }
        switch (reader.read(from)) {
            case INCOMPLETE -> {}
            case COMPLETE -> conclude(from, reader.setup());
            case FOREIGN ->
                fail(Reason.PROTOCOL_ERROR, remote + " does not answer with an MPA reply frame", new byte[0]);
            case MALFORMED ->
                fail(Reason.PROTOCOL_ERROR, remote + " answers with a malformed MPA reply frame", new byte[0]);
            default -> closedByPeer(from);
        }
    }

    private void closedByPeer(StreamSocket from) {
        boolean unanswered = reader.receivedBytes() == 0;
        if (unanswered
                && revision > MpaNegotiation.REVISION_1
                && device.options().retryWithRevision1()) {
            revision = MpaNegotiation.REVISION_1;
            cancelReplyTimer();
            from.close();
            socket = null;
            dial();
            return;
        }
        String how = from.failure().isEmpty() ? "" : " (" + from.failure() + ")";
        String message =
                remote + " closed the connection instead of answering the MPA request of revision " + revision + how;
        fail(Reason.PROTOCOL_ERROR, message, new byte[0]);
    }

    private void conclude(StreamSocket from, MpaSetup reply) {
        String refusal = MpaNegotiation.refusal(reply);
        if (!refusal.isEmpty()) {
            fail(Reason.PROTOCOL_ERROR, remote + ": " + refusal, new byte[0]);
        } else if (reply.rejected()) {
            fail(Reason.REJECTED, remote + " rejected the connection", reply.privateData());
        } else {
            Conflict conflict =
                    MpaNegotiation.conflict(offer(), reply, device.caps().maxIrd());
            if (conflict == Conflict.NONE) {
                establish(from, reply);
            } else {
                refuse(from, reply, conflict);
            }
        }
    }

    private void establish(StreamSocket from, MpaSetup reply) {
        stopWaiting();
        MpaAgreement agreed = MpaNegotiation.conclude(offer(), reply);
        IwarpStream stream = new IwarpStream(queuePair, from, agreed, true);
        stream.startAsInitiator(agreed.readyToReceive());
        ConnectionInfo info = new ConnectionInfo(
                from.localAddress(),
                from.remoteAddress(),
                reply.privateData(),
                agreed.ird(),
                agreed.ord(),
                agreed.description());
        queuePair.becomeEstablished(stream, agreed, info);
    }

    /** Tells the responder why its accepting reply does not do (RFC 6581 sections 9.1 and 9.2). */
    private void refuse(StreamSocket from, MpaSetup reply, Conflict conflict) {
        TerminateCause cause = conflict == Conflict.INSUFFICIENT_IRD
                ? TerminateCause.MPA_INSUFFICIENT_IRD
                : TerminateCause.MPA_NO_MATCHING_RTR;
        boolean crcOn = MpaNegotiation.conclude(offer(), reply).crc();
        Slab last = new Slab(ByteBuffer.allocateDirect(TerminateMessage.MAX_FPDU_BYTES));
        int length = TerminateMessage.write(last, 0, cause, null, crcOn);
        socket = null;
        LingeringClose.start(from, last, length, device.loop(), device.options().closeTimeoutNs(), device.lingering());
        fail(Reason.PROTOCOL_ERROR, remote + ": " + cause.text(), reply.privateData());
    }

    // ---- Ending.

    private void timeOut() {
        if (!over) {
            String what = socket == null ? "the TCP connection" : "the MPA reply";
            fail(Reason.TIMED_OUT, "timed out waiting for " + what + " of " + remote, new byte[0]);
        }
    }

    private void fail(Reason reason, String message, byte[] privateData) {
        release();
        queuePair.failConnecting(new ConnectFailure(reason, message, privateData));
    }

    @Override
    public void close() {
        abort();
    }

    @Override
    public void abort() {
        release();
        queuePair.wireEnded();
    }

    private void release() {
        stopWaiting();
        if (attempt != null) {
            attempt.cancel();
        }
        if (socket != null) {
            socket.close();
        }
    }

    private void stopWaiting() {
        over = true;
        if (connectTimer != null) {
            connectTimer.cancel();
        }
        cancelReplyTimer();
    }

    private void cancelReplyTimer() {
        if (replyTimer != null) {
            replyTimer.cancel();
        }
    }
}
