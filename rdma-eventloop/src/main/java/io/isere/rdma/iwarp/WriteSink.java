package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.ddp.TaggedHeader;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.memory.Access;
import io.isere.rdma.memory.AccessCheck;
import io.isere.rdma.memory.StagTable;
import io.isere.rdma.net.IoVector;
import org.jspecify.annotations.Nullable;

/** RDMA Writes of the peer (RFC 5040 section 5.1): placed, and reported to nobody. Thread: its connection's loop. */
final class WriteSink implements SegmentSink {
    private final IwarpQueuePair queuePair;

    WriteSink(IwarpQueuePair queuePair) {
        this.queuePair = queuePair;
    }

    @Override
    public @Nullable TerminateCause accept(DdpSegment segment, IoVector placement) {
        TaggedHeader header = segment.tagged();
        int length = segment.payloadBytes();
        int checked = queuePair.check(header.stag(), header.taggedOffset(), length, Access.REMOTE_WRITE);
        if (checked != AccessCheck.OK) {
            return SegmentChecks.forTagged(checked);
        }
        if (length > 0) {
            StagTable stags = queuePair.stagTable();
            int offset = stags.slabOffsetBytes(header.stag(), header.taggedOffset());
            placement.add(stags.slab(header.stag()), offset, length);
        }
        return null;
    }

    @Override
    public boolean stillAccepts(DdpSegment segment) {
        return queuePair.stagTable().isBound(segment.tagged().stag());
    }

    @Override
    public @Nullable TerminateCause deliver(DdpSegment segment) {
        return null;
    }
}
