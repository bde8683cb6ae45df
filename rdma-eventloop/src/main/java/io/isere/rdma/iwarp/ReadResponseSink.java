package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.ddp.TaggedHeader;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.soft.WorkEntry;
import io.isere.rdma.verbs.WorkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Responses to our RDMA Reads (RFC 5040 section 5.2.2). They are held to the request: STag, tagged offset and length must
 * be those that were asked for, so a peer cannot use a response to write elsewhere.
 *
 * <p>Thread: its connection's loop. Allocates nothing.
 */
final class ReadResponseSink implements SegmentSink {
    private final IwarpQueuePair queuePair;
    private final OutstandingReads reads;
    private final Runnable wake;

    /**
     * @param wake has the transmit path look for requests that waited for this read
     */
    ReadResponseSink(IwarpQueuePair queuePair, OutstandingReads reads, Runnable wake) {
        this.queuePair = queuePair;
        this.reads = reads;
        this.wake = wake;
    }

    @Override
    public @Nullable TerminateCause accept(DdpSegment segment, IoVector placement) {
        if (reads.isEmpty()) {
            return TerminateCause.UNEXPECTED_OPCODE;
        }
        WorkEntry read = reads.oldest();
        int left = (read == null ? 0 : read.totalBytes()) - reads.receivedBytes();
        int length = segment.payloadBytes();
        if (length > left || (segment.isLast() && length < left)) {
            return TerminateCause.TAGGED_BOUNDS;
        }
        if (read == null || length == 0) {
            return null;
        }
        return placeAfterCheck(read, segment.tagged(), length, placement);
    }

    private @Nullable TerminateCause placeAfterCheck(
            WorkEntry read, TaggedHeader header, int length, IoVector placement) {
        if (header.stag() != read.stag(0)) {
            return TerminateCause.TAGGED_INVALID_STAG;
        }
        if (header.taggedOffset() != sinkOffset(read) + reads.receivedBytes()) {
            return TerminateCause.TAGGED_BOUNDS;
        }
        placement.add(read.slab(0), read.offsetBytes(0) + reads.receivedBytes(), length);
        return null;
    }

    @Override
    public @Nullable TerminateCause deliver(DdpSegment segment) {
        reads.received(segment.payloadBytes());
        if (segment.isLast()) {
            WorkEntry read = reads.oldest();
            reads.remove();
            if (read != null) {
                queuePair.requestDone(read, WorkStatus.SUCCESS);
            }
            wake.run();
        }
        return null;
    }

    /** The tagged offset our requests name for the sink: the peer copies it, and nobody else looks at it. */
    static long sinkOffset(WorkEntry read) {
        return read.offsetBytes(0);
    }
}
