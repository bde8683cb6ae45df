package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.mpa.MpaAgreement;
import io.isere.rdma.iwarp.mpa.MpaSetup;
import io.isere.rdma.iwarp.mpa.ReadyToReceive;
import io.isere.rdma.iwarp.rdmap.RdmapOpcode;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.iwarp.rdmap.TerminateHeader;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.PolledStream;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.soft.WorkEntry;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.TerminateCode;
import io.isere.rdma.verbs.WorkStatus;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An RDMAP stream in full operation: a socket, the receive path and the transmit path, and how the three end.
 *
 * <p>Reading happens as soon as the socket is ready; writing at the end of the loop's turn, once, for everything that the
 * turn produced. Thread: the queue pair's loop. Lifetime: from the MPA exchange to the end of the connection. Allocates
 * its stages when made, nothing on the data path, and a little at its end.
 */
final class IwarpStream implements SocketListener, PolledStream, TerminateSink.Listener, Wire {
    private static final int READS_PER_TURN = 16;
    private static final int BATCHES_PER_TURN = 8;

    private final IwarpQueuePair queuePair;
    private final IwarpDevice device;
    private final StreamSocket socket;
    private final boolean crcOn;
    private final OutstandingReads reads;
    private final FpduReceiver receiver;
    private final FpduWriter writer;
    private final Transmitter transmitter;

    private boolean readableListed;
    private boolean dirtyListed;
    private boolean blocked;
    private boolean closing;
    private boolean over;
    private @Nullable LoopTimer closeTimer;
    private @Nullable Nudge nudge;

    IwarpStream(IwarpQueuePair queuePair, StreamSocket socket, MpaAgreement agreed, boolean initiator) {
        this.queuePair = queuePair;
        this.device = queuePair.device();
        this.socket = socket;
        this.crcOn = agreed.crc();
        IwarpOptions options = device.options();
        int maxSge = Math.max(1, queuePair.options().maxSge());
        int mulpduBytes = options.mulpduBytes(socket.maxSegmentBytes());
        InboundReads inbound = new InboundReads(agreed.ird());
        reads = new OutstandingReads(agreed.ord() + 1);
        SentQueue sent = new SentQueue(queuePair.options().maxSendRequests());
        writer = StreamParts.writer(options, mulpduBytes, maxSge, crcOn);
        transmitter = new Transmitter(
                queuePair,
                writer,
                inbound,
                sent,
                new RequestSender(writer, mulpduBytes, reads, sent),
                new ResponseSender(queuePair, writer, mulpduBytes, inbound));
        boolean swallowsSend = !initiator && agreed.readyToReceive() == ReadyToReceive.SEND;
        receiver = StreamParts.receiver(options, maxSge, crcOn, newSinks(inbound, swallowsSend));
    }

    private @Nullable SegmentSink[] newSinks(InboundReads inbound, boolean swallowsSend) {
        @Nullable SegmentSink[] sinks = FpduReceiver.newSinkTable();
        SendSink sends = new SendSink(queuePair, swallowsSend);
        sinks[RdmapOpcode.RDMA_WRITE.code()] = new WriteSink(queuePair);
        sinks[RdmapOpcode.READ_REQUEST.code()] = new ReadRequestSink(queuePair, inbound, this::wake);
        sinks[RdmapOpcode.READ_RESPONSE.code()] = new ReadResponseSink(queuePair, reads, this::wake);
        sinks[RdmapOpcode.SEND.code()] = sends;
        sinks[RdmapOpcode.SEND_INVALIDATE.code()] = sends;
        sinks[RdmapOpcode.SEND_SOLICITED.code()] = sends;
        sinks[RdmapOpcode.SEND_SOLICITED_INVALIDATE.code()] = sends;
        sinks[RdmapOpcode.TERMINATE.code()] = new TerminateSink(this);
        return sinks;
    }

    /** Starts as initiator: nothing goes before the RTR indication, if one was agreed. */
    void startAsInitiator(ReadyToReceive indication) {
        transmitter.sendReadyToReceive(indication);
        start();
        long delayNs = device.options().nudgeAfterNs();
        if (delayNs > 0) {
            nudge = new Nudge(device.loop(), () -> closing || receiver.fpduCount() > 0, this::sendNudge);
            nudge.after(delayNs);
        }
    }

    private void sendNudge() {
        if (transmitter.isIdle()) {
            transmitter.sendReadyToReceive(ReadyToReceive.WRITE);
            wake();
        }
    }

    /** Starts as responder: the MPA reply, and no FPDU before the initiator's first (RFC 5044 section 7.1.2, rule 4). */
    void startAsResponder(MpaSetup reply) {
        ByteBuffer frame = ByteBuffer.allocate(reply.wireBytes());
        writer.raw(frame, reply.encode(frame, 0));
        transmitter.hold();
        start();
    }

    private void start() {
        socket.listener(this);
        wake();
        listReadable();
    }

    /** Something is to be sent. */
    void wake() {
        if (!dirtyListed && !blocked && !over) {
            dirtyListed = true;
            device.poller().addDirty(this);
        }
    }

    private void listReadable() {
        if (!readableListed && !over) {
            readableListed = true;
            device.poller().addReadable(this);
        }
    }

    // ---- Receiving.

    @Override
    public void onReadable() {
        if (!readableListed) {
            receive();
        }
    }

    /** Its turn to read on. */
    @Override
    public void readOn() {
        readableListed = false;
        receive();
    }

    private void receive() {
        if (over) {
            return;
        }
        FpduReceiver.Outcome outcome = receiver.receive(socket, READS_PER_TURN);
        if (transmitter.isHeld() && receiver.fpduCount() > 0) {
            transmitter.release();
            wake();
        }
        switch (outcome) {
            case MORE -> listReadable();
            case ENDED -> endOfStream();
            case BROKEN -> broken();
            case ERROR -> terminate(receiver.error(), receiver.segment());
            default -> {}
        }
    }

    // ---- Transmitting.

    @Override
    public void onWritable() {
        blocked = false;
        wake();
    }

    /** Its turn to write. */
    @Override
    public void writeOn() {
        dirtyListed = false;
        if (over) {
            return;
        }
        switch (transmitter.transmit(socket, BATCHES_PER_TURN)) {
            case MORE -> wake();
            case BLOCKED -> {
                blocked = true;
                socket.wantWritable();
            }
            case BROKEN -> broken();
            case ERROR -> terminate(transmitter.error(), null);
            default -> finishClosing();
        }
    }

    // ---- Ending.

    @Override
    public void close() {
        closing = true;
        closeTimer = device.loop().schedule(device.options().closeTimeoutNs(), this::abort);
        wake();
    }

    private void finishClosing() {
        if (closing && transmitter.isIdle() && reads.isEmpty()) {
            linger(new Slab(ByteBuffer.allocateDirect(0)), 0);
            end();
        }
    }

    @Override
    public void abort() {
        if (!over) {
            socket.reset();
            end();
        }
    }

    private void endOfStream() {
        boolean orderly = receiver.isAtBoundary();
        String message =
                orderly ? "the peer closed the connection" : "the peer's stream ended in the middle of an FPDU";
        fail(orderly ? Disconnect.Reason.PEER_CLOSED : Disconnect.Reason.BROKEN, TerminateCode.NONE, message);
        socket.close();
        end();
    }

    private void broken() {
        fail(Disconnect.Reason.BROKEN, TerminateCode.NONE, socket.failure());
        socket.close();
        end();
    }

    /** Tells the peer of its error, as the last message of this stream (RFC 5040 section 7.1). */
    private void terminate(@Nullable TerminateCause found, @Nullable DdpSegment segment) {
        TerminateCause cause = found == null ? TerminateCause.STREAM_CATASTROPHIC : found;
        fail(Disconnect.Reason.PROTOCOL_ERROR, cause.code(), cause.text());
        Slab last = new Slab(ByteBuffer.allocateDirect(writer.unsentBytes() + TerminateMessage.MAX_FPDU_BYTES));
        int length = writer.copyUnsent(last.bytes());
        length += TerminateMessage.write(last, length, cause, segment, crcOn);
        linger(last, length);
        end();
    }

    @Override
    public void onTerminate(TerminateHeader message) {
        TerminateCode code = new TerminateCode(message.layer(), message.errorType(), message.errorCode());
        if (TerminateCause.isOfRead(message)) {
            failOldestRead();
        }
        fail(
                Disconnect.Reason.PEER_TERMINATED,
                code,
                "the peer terminated the stream: " + TerminateCause.describe(code));
        socket.close();
        end();
    }

    /** Reads are served in order, so the one the peer complains of is the oldest. */
    private void failOldestRead() {
        WorkEntry read = reads.isEmpty() ? null : reads.oldest();
        if (read != null) {
            reads.remove();
            queuePair.requestDone(read, WorkStatus.REMOTE_ACCESS_ERROR);
        }
    }

    private void fail(Disconnect.Reason reason, TerminateCode code, String message) {
        queuePair.fail(new Disconnect(reason, code, message));
    }

    private void linger(Slab last, int lengthBytes) {
        LingeringClose.start(
                socket, last, lengthBytes, device.loop(), device.options().closeTimeoutNs(), device.lingering());
    }

    private void end() {
        over = true;
        receiver.stop();
        writer.clear();
        if (closeTimer != null) {
            closeTimer.cancel();
        }
        if (nudge != null) {
            nudge.cancel();
        }
        queuePair.wireEnded();
    }
}
