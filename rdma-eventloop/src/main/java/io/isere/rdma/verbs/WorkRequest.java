package io.isere.rdma.verbs;

import org.jspecify.annotations.Nullable;

/**
 * A send-queue or receive-queue work request: mutable, built once, changed in a few fields and posted again and again.
 *
 * <p>It may be changed and reused as soon as the post call returned; the memory it names may not, until its completion.
 * Thread: the queue pair's loop. Allocates nothing after construction.
 */
public final class WorkRequest {
    private final @Nullable MemoryRegion[] regions;
    private final int[] offsetsBytes;
    private final int[] lengthsBytes;
    private int sgeCount;
    private long totalBytes;

    private long id;
    private WorkOpcode opcode = WorkOpcode.SEND;
    private boolean signaled = true;
    private boolean solicited;
    private boolean fenced;
    private int remoteStag;
    private long remoteOffset;
    private int invalidateStag;
    private @Nullable Object providerState;

    /**
     * @param maxSge most scatter/gather entries, at most {@link DeviceCaps#maxSge}
     */
    public WorkRequest(int maxSge) {
        regions = new MemoryRegion[maxSge];
        offsetsBytes = new int[maxSge];
        lengthsBytes = new int[maxSge];
    }

    /** Forgets the scatter/gather entries. */
    public WorkRequest clearSges() {
        for (int i = 0; i < sgeCount; i++) {
            regions[i] = null;
        }
        sgeCount = 0;
        totalBytes = 0;
        return this;
    }

    /** Appends a range of registered memory; returns false when the request is full. */
    public boolean addSge(MemoryRegion region, int offsetBytes, int lengthBytes) {
        if (sgeCount == regions.length) {
            return false;
        }
        regions[sgeCount] = region;
        offsetsBytes[sgeCount] = offsetBytes;
        lengthsBytes[sgeCount] = lengthBytes;
        sgeCount++;
        totalBytes += lengthBytes;
        return true;
    }

    /** Sets the request's only range. */
    public WorkRequest setSge(MemoryRegion region, int offsetBytes, int lengthBytes) {
        clearSges();
        addSge(region, offsetBytes, lengthBytes);
        return this;
    }

    /** Number of scatter/gather entries. */
    public int sgeCount() {
        return sgeCount;
    }

    /** Region of entry {@code index}. */
    public MemoryRegion region(int index) {
        MemoryRegion region = regions[index];
        if (region == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return region;
    }

    /** Offset in its region of entry {@code index}. */
    public int offsetBytes(int index) {
        return offsetsBytes[index];
    }

    /** Length of entry {@code index}. */
    public int lengthBytes(int index) {
        return lengthsBytes[index];
    }

    /** Bytes of all entries together. */
    public long totalBytes() {
        return totalBytes;
    }

    /** The caller's cookie, given back by the completion; see {@link WorkId}. */
    public long id() {
        return id;
    }

    /** Sets the cookie. */
    public WorkRequest id(long value) {
        id = value;
        return this;
    }

    /** What to do; a receive is posted with {@link WorkOpcode#RECEIVE}. */
    public WorkOpcode opcode() {
        return opcode;
    }

    /** Sets what to do. */
    public WorkRequest opcode(WorkOpcode value) {
        opcode = value;
        return this;
    }

    /** Whether success is reported too; an error always is. Default true. */
    public boolean signaled() {
        return signaled;
    }

    /** Sets whether success is reported. */
    public WorkRequest signaled(boolean value) {
        signaled = value;
        return this;
    }

    /** Whether a Send carries the Solicited Event bit. */
    public boolean solicited() {
        return solicited;
    }

    /** Sets the Solicited Event bit. */
    public WorkRequest solicited(boolean value) {
        solicited = value;
        return this;
    }

    /** Whether it waits until all RDMA Reads posted before have completed (RFC 5040 section 5.5). */
    public boolean fenced() {
        return fenced;
    }

    /** Sets the fence. */
    public WorkRequest fenced(boolean value) {
        fenced = value;
        return this;
    }

    /** The peer's STag of an RDMA Write or Read. */
    public int remoteStag() {
        return remoteStag;
    }

    /** The peer's tagged offset of an RDMA Write or Read. */
    public long remoteOffset() {
        return remoteOffset;
    }

    /** Sets what the RDMA Write or Read names at the peer. */
    public WorkRequest remote(int stag, long offset) {
        remoteStag = stag;
        remoteOffset = offset;
        return this;
    }

    /** The peer's STag that a Send with Invalidate ends. */
    public int invalidateStag() {
        return invalidateStag;
    }

    /** Sets the STag to invalidate. */
    public WorkRequest invalidateStag(int stag) {
        invalidateStag = stag;
        return this;
    }

    /** What the provider prepared for this request, kept between posts; for providers only. */
    public @Nullable Object providerState() {
        return providerState;
    }

    /** Keeps what the provider prepared; for providers only. */
    public void providerState(@Nullable Object state) {
        providerState = state;
    }
}
