package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.rdmap.ReadRequestHeader;

/**
 * RDMA Read Requests of the peer, served in order. A place is taken from the request's arrival until the last byte of its
 * response was handed to the system; a peer that keeps to our IRD never finds it full.
 *
 * <p>Thread: its connection's loop. Allocates nothing after construction.
 */
final class InboundReads {
    private final int[] sinkStags;
    private final long[] sinkOffsets;
    private final int[] sourceStags;
    private final long[] sourceOffsets;
    private final long[] sizesBytes;
    private final long[] ends;
    private final int capacity;
    private final int mask;
    private int oldest;
    private int serving;
    private int tail;

    /**
     * @param capacity the IRD agreed
     */
    InboundReads(int capacity) {
        this.capacity = capacity;
        int size = Integer.highestOneBit(Math.max(1, capacity)) << 1;
        mask = size - 1;
        sinkStags = new int[size];
        sinkOffsets = new long[size];
        sourceStags = new int[size];
        sourceOffsets = new long[size];
        sizesBytes = new long[size];
        ends = new long[size];
    }

    boolean isFull() {
        return tail - oldest >= capacity;
    }

    /** Whether a request waits to be served. */
    boolean isWaiting() {
        return serving != tail;
    }

    void add(ReadRequestHeader request) {
        int slot = slot(tail);
        sinkStags[slot] = request.sinkStag();
        sinkOffsets[slot] = request.sinkTaggedOffset();
        sourceStags[slot] = request.sourceStag();
        sourceOffsets[slot] = request.sourceTaggedOffset();
        sizesBytes[slot] = request.sizeBytes();
        tail++;
    }

    // ---- The request that is served now.

    int sinkStag() {
        return sinkStags[slot(serving)];
    }

    long sinkOffset() {
        return sinkOffsets[slot(serving)];
    }

    int sourceStag() {
        return sourceStags[slot(serving)];
    }

    long sourceOffset() {
        return sourceOffsets[slot(serving)];
    }

    /** Bytes left to be sent. */
    long sizeBytes() {
        return sizesBytes[slot(serving)];
    }

    /** That much more of it is on its way: what is left begins behind it (RFC 5040 section 4.8). */
    void advance(int bytes) {
        int slot = slot(serving);
        sinkOffsets[slot] += bytes;
        sourceOffsets[slot] += bytes;
        sizesBytes[slot] -= bytes;
    }

    /** The last byte of the response is queued and has this position. */
    void served(long end) {
        ends[slot(serving)] = end;
        serving++;
    }

    /** Gives back the places of responses that were sent completely. */
    void release(long sentBytes) {
        while (oldest != serving && ends[slot(oldest)] - sentBytes <= 0) {
            oldest++;
        }
    }

    private int slot(int position) {
        return position & mask;
    }
}
