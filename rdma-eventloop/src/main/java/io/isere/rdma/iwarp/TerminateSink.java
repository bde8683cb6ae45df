package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.ddp.UntaggedHeader;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.iwarp.rdmap.TerminateHeader;
import io.isere.rdma.net.IoVector;
import org.jspecify.annotations.Nullable;

/** The peer's Terminate message (RFC 5040 section 5.4): the last thing it says. Thread: its connection's loop. */
final class TerminateSink implements SegmentSink {
    /** The one Terminate of a stream has this number. */
    private static final int MESSAGE_NUMBER = 1;

    /** Hears of it. */
    interface Listener {
        /** The peer ended the stream with this message. */
        void onTerminate(TerminateHeader message);
    }

    private final Listener listener;

    TerminateSink(Listener listener) {
        this.listener = listener;
    }

    @Override
    public @Nullable TerminateCause accept(DdpSegment segment, IoVector placement) {
        UntaggedHeader header = segment.untagged();
        if (header.messageSequenceNumber() != MESSAGE_NUMBER) {
            return TerminateCause.UNTAGGED_MSN;
        }
        if (header.messageOffset() != 0) {
            return TerminateCause.UNTAGGED_MO;
        }
        if (segment.payloadBytes() > TerminateHeader.MAX_LENGTH) {
            return TerminateCause.UNTAGGED_TOO_LONG;
        }
        if (segment.payloadBytes() < TerminateHeader.LENGTH || !segment.isLast()) {
            return TerminateCause.OPERATION_UNSPECIFIED;
        }
        placement.add(segment.controlPayload(), 0, segment.payloadBytes());
        return null;
    }

    @Override
    public @Nullable TerminateCause deliver(DdpSegment segment) {
        listener.onTerminate(segment.terminate());
        return null;
    }
}
