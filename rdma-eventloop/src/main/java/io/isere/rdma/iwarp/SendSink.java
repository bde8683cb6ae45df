package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.ddp.UntaggedHeader;
import io.isere.rdma.iwarp.rdmap.RdmapOpcode;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.memory.AccessCheck;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.soft.WorkEntry;
import io.isere.rdma.verbs.WorkStatus;
import org.jspecify.annotations.Nullable;

/**
 * The four kinds of Send (RFC 5040 section 5.3): each fills one posted receive. Segments come in order, so the only legal
 * MSN is that of the message under way or the next one, and the only legal MO is where the last segment ended.
 *
 * <p>Thread: its connection's loop. Allocates nothing.
 */
final class SendSink implements SegmentSink {
    private final IwarpQueuePair queuePair;
    private final RangeCursor cursor = new RangeCursor();
    private boolean expectsReadyToReceive;
    private boolean swallowing;
    private @Nullable WorkEntry receive;
    private RdmapOpcode messageOpcode = RdmapOpcode.SEND;
    private int messageNumber = 1;
    private int receivedBytes;

    /**
     * @param expectsReadyToReceive the first Send is a zero-length RTR indication and takes no receive
     */
    SendSink(IwarpQueuePair queuePair, boolean expectsReadyToReceive) {
        this.queuePair = queuePair;
        this.expectsReadyToReceive = expectsReadyToReceive;
    }

    @Override
    public @Nullable TerminateCause accept(DdpSegment segment, IoVector placement) {
        UntaggedHeader header = segment.untagged();
        if (header.messageSequenceNumber() != messageNumber) {
            return TerminateCause.UNTAGGED_MSN;
        }
        TerminateCause wrong = receive == null ? beginMessage(segment) : continueMessage(segment);
        if (wrong != null || swallowing || receive == null) {
            return wrong;
        }
        if (segment.payloadBytes() > receive.totalBytes() - receivedBytes) {
            queuePair.receiveFinished(receive, WorkStatus.LOCAL_LENGTH_ERROR, 0);
            receive = null;
            return TerminateCause.UNTAGGED_TOO_LONG;
        }
        cursor.addTo(placement, segment.payloadBytes());
        return null;
    }

    private @Nullable TerminateCause beginMessage(DdpSegment segment) {
        if (segment.untagged().messageOffset() != 0) {
            return TerminateCause.UNTAGGED_MO;
        }
        swallowing = expectsReadyToReceive && segment.payloadBytes() == 0 && segment.isLast();
        expectsReadyToReceive = false;
        if (swallowing) {
            return null;
        }
        receive = queuePair.takeReceive();
        if (receive == null) {
            return TerminateCause.UNTAGGED_NO_BUFFER;
        }
        cursor.start(receive);
        messageOpcode = segment.opcode();
        return null;
    }

    private @Nullable TerminateCause continueMessage(DdpSegment segment) {
        if (segment.opcode() != messageOpcode) {
            return TerminateCause.UNEXPECTED_OPCODE;
        }
        return segment.untagged().messageOffset() == receivedBytes ? null : TerminateCause.UNTAGGED_MO;
    }

    @Override
    public @Nullable TerminateCause deliver(DdpSegment segment) {
        receivedBytes += segment.payloadBytes();
        if (!segment.isLast()) {
            return null;
        }
        WorkEntry filled = receive;
        int bytes = receivedBytes;
        receive = null;
        receivedBytes = 0;
        messageNumber++;
        return filled == null ? null : finish(segment, filled, bytes);
    }

    private @Nullable TerminateCause finish(DdpSegment segment, WorkEntry filled, int bytes) {
        if (!segment.opcode().invalidates()) {
            queuePair.receiveFinished(filled, WorkStatus.SUCCESS, bytes);
            return null;
        }
        int stag = segment.untagged().invalidateStag();
        if (queuePair.invalidate(stag) != AccessCheck.OK) {
            return TerminateCause.CANNOT_INVALIDATE;
        }
        queuePair.receiveFinishedInvalidating(filled, bytes, stag);
        return null;
    }
}
