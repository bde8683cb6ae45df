package io.isere.rdma.iwarp;

import io.isere.rdma.net.IoVector;
import io.isere.rdma.soft.WorkEntry;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the ranges of a work request, a segment at a time.
 *
 * <p>Thread: its connection's loop. Allocates nothing.
 */
final class RangeCursor {
    private @Nullable WorkEntry entry;
    private int range;
    private int offsetInRange;

    /** Starts at the first byte of a request. */
    void start(WorkEntry request) {
        entry = request;
        range = 0;
        offsetInRange = 0;
    }

    /** Forgets the request. */
    void clear() {
        entry = null;
    }

    /** Gives the next {@code bytes} bytes, which the request has, to an FPDU being written. */
    void writeTo(FpduWriter writer, int bytes) {
        WorkEntry from = entry;
        int left = bytes;
        while (from != null && left > 0) {
            int part = Math.min(left, from.lengthBytes(range) - offsetInRange);
            if (part > 0) {
                writer.payload(from.slab(range), from.offsetBytes(range) + offsetInRange, part);
            }
            left -= part;
            advance(from, part);
        }
    }

    /** Names the next {@code bytes} bytes, which the request has, as the place for a payload. */
    void addTo(IoVector placement, int bytes) {
        WorkEntry into = entry;
        int left = bytes;
        while (into != null && left > 0) {
            int part = Math.min(left, into.lengthBytes(range) - offsetInRange);
            if (part > 0) {
                placement.add(into.slab(range), into.offsetBytes(range) + offsetInRange, part);
            }
            left -= part;
            advance(into, part);
        }
    }

    private void advance(WorkEntry of, int bytes) {
        offsetInRange += bytes;
        if (offsetInRange == of.lengthBytes(range)) {
            range++;
            offsetInRange = 0;
        }
    }
}
