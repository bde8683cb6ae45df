package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.ddp.TaggedHeader;
import io.isere.rdma.iwarp.rdmap.RdmapOpcode;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.memory.Access;
import io.isere.rdma.memory.AccessCheck;
import io.isere.rdma.memory.StagTable;
import org.jspecify.annotations.Nullable;

/**
 * Answers the peer's RDMA Reads, in order, an FPDU at a time. The source is checked again for every FPDU: its STag may be
 * invalidated while a long response is under way.
 *
 * <p>Thread: its connection's loop. Allocates nothing after construction.
 */
final class ResponseSender {
    private final IwarpQueuePair queuePair;
    private final FpduWriter writer;
    private final int mulpduBytes;
    private final InboundReads reads;
    private final TaggedHeader tagged;
    private boolean active;

    ResponseSender(IwarpQueuePair queuePair, FpduWriter writer, int mulpduBytes, InboundReads reads) {
        this.queuePair = queuePair;
        this.writer = writer;
        this.mulpduBytes = mulpduBytes;
        this.reads = reads;
        this.tagged = new TaggedHeader(writer.bytes(), 0);
    }

    /** Whether a response is under way. */
    boolean isActive() {
        return active;
    }

    /** Writes the next FPDU of the response under way or of the next one; the writer has room for it. */
    @Nullable
    TerminateCause writeNext() {
        int payloadBytes = (int) Math.min(reads.sizeBytes(), mulpduBytes - TaggedHeader.LENGTH);
        int stag = reads.sourceStag();
        int checked = queuePair.check(stag, reads.sourceOffset(), payloadBytes, Access.REMOTE_READ);
        if (checked != AccessCheck.OK) {
            return SegmentChecks.forReadSource(checked);
        }
        boolean last = payloadBytes == reads.sizeBytes();
        int at = writer.begin(TaggedHeader.LENGTH + payloadBytes, payloadBytes);
        tagged.wrap(writer.bytes(), at)
                .control(RdmapOpcode.READ_RESPONSE.ddpControl(last))
                .rdmapControl(RdmapOpcode.READ_RESPONSE.rdmapControl())
                .stag(reads.sinkStag())
                .taggedOffset(reads.sinkOffset());
        writer.headerWritten(TaggedHeader.LENGTH);
        if (payloadBytes > 0) {
            StagTable stags = queuePair.stagTable();
            writer.payload(stags.slab(stag), stags.slabOffsetBytes(stag, reads.sourceOffset()), payloadBytes);
        }
        writer.end();
        reads.advance(payloadBytes);
        active = !last;
        if (last) {
            reads.served(writer.queuedBytes());
        }
        return null;
    }
}
