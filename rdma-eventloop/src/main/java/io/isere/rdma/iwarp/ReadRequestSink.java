package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.ddp.UntaggedHeader;
import io.isere.rdma.iwarp.rdmap.ReadRequestHeader;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.memory.Access;
import io.isere.rdma.memory.AccessCheck;
import io.isere.rdma.net.IoVector;
import org.jspecify.annotations.Nullable;

/**
 * RDMA Read Requests of the peer (RFC 5040 section 5.2.1): checked, then queued to be answered in order. A peer that has
 * more outstanding than our IRD finds no buffer for the request (RFC 5041 section 7.1).
 *
 * <p>Thread: its connection's loop. Allocates nothing.
 */
final class ReadRequestSink implements SegmentSink {
    private final IwarpQueuePair queuePair;
    private final InboundReads reads;
    private final Runnable wake;
    private int messageNumber = 1;

    /**
     * @param wake has the transmit path look at {@code reads}
     */
    ReadRequestSink(IwarpQueuePair queuePair, InboundReads reads, Runnable wake) {
        this.queuePair = queuePair;
        this.reads = reads;
        this.wake = wake;
    }

    @Override
    public @Nullable TerminateCause accept(DdpSegment segment, IoVector placement) {
        UntaggedHeader header = segment.untagged();
        if (header.messageSequenceNumber() != messageNumber) {
            return TerminateCause.UNTAGGED_MSN;
        }
        if (reads.isFull()) {
            return TerminateCause.UNTAGGED_NO_BUFFER;
        }
        if (header.messageOffset() != 0) {
            return TerminateCause.UNTAGGED_MO;
        }
        if (segment.payloadBytes() > ReadRequestHeader.LENGTH) {
            return TerminateCause.UNTAGGED_TOO_LONG;
        }
        if (segment.payloadBytes() < ReadRequestHeader.LENGTH || !segment.isLast()) {
            return TerminateCause.OPERATION_UNSPECIFIED;
        }
        placement.add(segment.controlPayload(), 0, ReadRequestHeader.LENGTH);
        return null;
    }

    @Override
    public @Nullable TerminateCause deliver(DdpSegment segment) {
        ReadRequestHeader request = segment.readRequest();
        int checked = queuePair.check(
                request.sourceStag(), request.sourceTaggedOffset(), request.sizeBytes(), Access.REMOTE_READ);
        if (checked != AccessCheck.OK) {
            return SegmentChecks.forReadSource(checked);
        }
        messageNumber++;
        reads.add(request);
        wake.run();
        return null;
    }
}
