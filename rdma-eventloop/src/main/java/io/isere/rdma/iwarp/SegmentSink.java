package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.net.IoVector;
import org.jspecify.annotations.Nullable;

/**
 * Takes the segments of one kind of RDMAP message. Thread: its connection's loop. Must not allocate or throw.
 */
interface SegmentSink {
    /**
     * Validates a segment before a byte of it is placed, and names the memory its payload goes to.
     *
     * @param placement to be given exactly {@link DdpSegment#payloadBytes} bytes of room
     * @return what is wrong with it, or null
     */
    @Nullable
    TerminateCause accept(DdpSegment segment, IoVector placement);

    /** Whether the rest of an accepted segment may still be placed: its STag may have been invalidated meanwhile. */
    default boolean stillAccepts(DdpSegment segment) {
        return true;
    }

    /**
     * All of the segment is placed, and its CRC is right where CRCs are on.
     *
     * @return what is wrong with it, or null
     */
    @Nullable
    TerminateCause deliver(DdpSegment segment);
}
