package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.ddp.TaggedHeader;
import io.isere.rdma.iwarp.ddp.UntaggedHeader;
import io.isere.rdma.iwarp.rdmap.RdmapOpcode;
import io.isere.rdma.iwarp.rdmap.ReadRequestHeader;
import io.isere.rdma.soft.WorkEntry;
import org.jspecify.annotations.Nullable;

/**
 * Turns one posted request at a time into FPDUs: Sends, RDMA Writes and RDMA Read Requests, and the zero-length message
 * that is an RTR indication.
 *
 * <p>Thread: its connection's loop. Allocates nothing after construction.
 */
final class RequestSender {
    private final FpduWriter writer;
    private final int mulpduBytes;
    private final OutstandingReads reads;
    private final SentQueue sent;
    private final TaggedHeader tagged;
    private final UntaggedHeader untagged;
    private final ReadRequestHeader readRequest;
    private final RangeCursor cursor = new RangeCursor();

    private @Nullable WorkEntry entry;
    private RdmapOpcode opcode = RdmapOpcode.SEND;
    private int offsetBytes;
    private int sendNumber = 1;
    private int readNumber = 1;

    RequestSender(FpduWriter writer, int mulpduBytes, OutstandingReads reads, SentQueue sent) {
        this.writer = writer;
        this.mulpduBytes = mulpduBytes;
        this.reads = reads;
        this.sent = sent;
        this.tagged = new TaggedHeader(writer.bytes(), 0);
        this.untagged = new UntaggedHeader(writer.bytes(), 0);
        this.readRequest = new ReadRequestHeader(writer.bytes(), 0);
    }

    /** Whether a request is under way. */
    boolean isActive() {
        return entry != null;
    }

    /** Begins a request. */
    void start(WorkEntry request) {
        entry = request;
        opcode = opcodeOf(request);
        offsetBytes = 0;
        cursor.start(request);
    }

    /** Writes the request's next FPDU; the writer has room for it. */
    void writeNext() {
        WorkEntry request = entry;
        if (request == null) {
            return;
        }
        if (opcode == RdmapOpcode.READ_REQUEST) {
            writeReadRequest(request.stag(0), ReadResponseSink.sinkOffset(request), request);
            reads.add(request);
            entry = null;
            return;
        }
        int headerBytes = opcode.isTagged() ? TaggedHeader.LENGTH : UntaggedHeader.LENGTH;
        int left = request.totalBytes() - offsetBytes;
        int payloadBytes = Math.min(left, mulpduBytes - headerBytes);
        boolean last = payloadBytes == left;
        int at = writer.begin(headerBytes + payloadBytes, payloadBytes);
        if (opcode.isTagged()) {
            writeTagged(at, last, request.remoteStag(), request.remoteOffset() + offsetBytes);
        } else {
            writeUntagged(at, last, request.invalidateStag(), sendNumber, offsetBytes);
        }
        writer.headerWritten(headerBytes);
        cursor.writeTo(writer, payloadBytes);
        writer.end();
        offsetBytes += payloadBytes;
        if (last) {
            finish(request);
        }
    }

    private void finish(WorkEntry request) {
        if (!opcode.isTagged()) {
            sendNumber++;
        }
        sent.add(request, writer.queuedBytes());
        entry = null;
        cursor.clear();
    }

    /** A zero-length RDMA Write. */
    void writeReadyToReceiveWrite() {
        opcode = RdmapOpcode.RDMA_WRITE;
        int at = writer.begin(TaggedHeader.LENGTH, 0);
        writeTagged(at, true, 0, 0);
        writer.headerWritten(TaggedHeader.LENGTH);
        writer.end();
    }

    /** A zero-length RDMA Read. */
    void writeReadyToReceiveRead() {
        writeReadRequest(0, 0, null);
        reads.add(null);
    }

    /** A zero-length Send. */
    void writeReadyToReceiveSend() {
        opcode = RdmapOpcode.SEND;
        int at = writer.begin(UntaggedHeader.LENGTH, 0);
        writeUntagged(at, true, 0, sendNumber, 0);
        writer.headerWritten(UntaggedHeader.LENGTH);
        writer.end();
        sendNumber++;
    }

    private void writeReadRequest(int sinkStag, long sinkOffset, @Nullable WorkEntry request) {
        opcode = RdmapOpcode.READ_REQUEST;
        int at = writer.begin(UntaggedHeader.LENGTH + ReadRequestHeader.LENGTH, 0);
        writeUntagged(at, true, 0, readNumber, 0);
        readRequest
                .wrap(writer.bytes(), at + UntaggedHeader.LENGTH)
                .sinkStag(sinkStag)
                .sinkTaggedOffset(sinkOffset)
                .sizeBytes(request == null ? 0 : request.totalBytes())
                .sourceStag(request == null ? 0 : request.remoteStag())
                .sourceTaggedOffset(request == null ? 0 : request.remoteOffset());
        writer.headerWritten(UntaggedHeader.LENGTH + ReadRequestHeader.LENGTH);
        writer.end();
        readNumber++;
    }

    private void writeTagged(int at, boolean last, int stag, long taggedOffset) {
        tagged.wrap(writer.bytes(), at)
                .control(opcode.ddpControl(last))
                .rdmapControl(opcode.rdmapControl())
                .stag(stag)
                .taggedOffset(taggedOffset);
    }

    private void writeUntagged(int at, boolean last, int invalidateStag, int messageNumber, int messageOffset) {
        untagged.wrap(writer.bytes(), at)
                .control(opcode.ddpControl(last))
                .rdmapControl(opcode.rdmapControl())
                .invalidateStag(opcode.invalidates() ? invalidateStag : 0)
                .queueNumber(opcode.queueNumber())
                .messageSequenceNumber(messageNumber)
                .messageOffset(messageOffset);
    }

    private static RdmapOpcode opcodeOf(WorkEntry request) {
        return switch (request.opcode()) {
            case RDMA_WRITE -> RdmapOpcode.RDMA_WRITE;
            case RDMA_READ -> RdmapOpcode.READ_REQUEST;
            case SEND_INVALIDATE ->
                request.solicited() ? RdmapOpcode.SEND_SOLICITED_INVALIDATE : RdmapOpcode.SEND_INVALIDATE;
            default -> request.solicited() ? RdmapOpcode.SEND_SOLICITED : RdmapOpcode.SEND;
        };
    }
}
