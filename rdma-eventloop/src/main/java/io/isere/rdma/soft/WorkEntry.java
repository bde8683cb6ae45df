package io.isere.rdma.soft;

import io.isere.rdma.memory.Slab;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;
import io.isere.rdma.verbs.WorkStatus;
import org.jspecify.annotations.Nullable;

/**
 * A slot of a work queue: the copy of one posted work request, and how it ended.
 *
 * <p>Thread: the queue pair's loop; a provider may hand it to the peer's loop while the request is on its wire. Lifetime:
 * the queue's; its content is valid from the post until the request is retired. Has room for few ranges, as most requests
 * have; allocates once more when it is first given many.
 */
public final class WorkEntry {
    private static final int FEW_SGE = 2;

    private final int index;
    private final int maxSge;
    private @Nullable Slab[] slabs;
    private int[] stags;
    private int[] offsetsBytes;
    private int[] lengthsBytes;
    private int sgeCount;
    private int totalBytes;

    private long id;
    private WorkOpcode opcode = WorkOpcode.SEND;
    private boolean signaled;
    private boolean solicited;
    private boolean fenced;
    private int remoteStag;
    private long remoteOffset;
    private int invalidateStag;

    private boolean done;
    private WorkStatus status = WorkStatus.SUCCESS;
    private int byteCount;
    private boolean invalidated;

    WorkEntry(int index, int maxSge) {
        this.index = index;
        this.maxSge = maxSge;
        int few = Math.min(FEW_SGE, maxSge);
        slabs = new Slab[few];
        stags = new int[few];
        offsetsBytes = new int[few];
        lengthsBytes = new int[few];
    }

    private void makeRoomForMany() {
        slabs = new Slab[maxSge];
        stags = new int[maxSge];
        offsetsBytes = new int[maxSge];
        lengthsBytes = new int[maxSge];
    }

    /** Copies a request that was found good. */
    void fill(WorkRequest request) {
        sgeCount = request.sgeCount();
        if (sgeCount > slabs.length) {
            makeRoomForMany();
        }
        for (int i = 0; i < sgeCount; i++) {
            slabs[i] = request.region(i).slab();
            stags[i] = request.region(i).stag();
            offsetsBytes[i] = request.offsetBytes(i);
            lengthsBytes[i] = request.lengthBytes(i);
        }
        totalBytes = (int) request.totalBytes();
        id = request.id();
        opcode = request.opcode();
        signaled = request.signaled();
        solicited = request.solicited();
        fenced = request.fenced();
        remoteStag = request.remoteStag();
        remoteOffset = request.remoteOffset();
        invalidateStag = request.invalidateStag();
        done = false;
        invalidated = false;
    }

    void finish(WorkStatus how, int bytes) {
        done = true;
        status = how;
        byteCount = bytes;
    }

    void finishInvalidated(int bytes, int stag) {
        finish(WorkStatus.SUCCESS, bytes);
        invalidated = true;
        invalidateStag = stag;
    }

    void forgetMemory() {
        for (int i = 0; i < sgeCount; i++) {
            slabs[i] = null;
        }
    }

    /** A small number that is unique among the posted requests of the queue. */
    public int index() {
        return index;
    }

    /** Number of ranges. */
    public int sgeCount() {
        return sgeCount;
    }

    /** Memory of range {@code i}. */
    public Slab slab(int i) {
        Slab slab = slabs[i];
        if (slab == null) {
            throw new IndexOutOfBoundsException(i);
        }
        return slab;
    }

    /** STag of the region of range {@code i}. */
    public int stag(int i) {
        return stags[i];
    }

    /** Offset in its slab of range {@code i}. */
    public int offsetBytes(int i) {
        return offsetsBytes[i];
    }

    /** Length of range {@code i}. */
    public int lengthBytes(int i) {
        return lengthsBytes[i];
    }

    /** Bytes of all ranges together. */
    public int totalBytes() {
        return totalBytes;
    }

    /** The poster's cookie. */
    public long id() {
        return id;
    }

    /** What to do. */
    public WorkOpcode opcode() {
        return opcode;
    }

    /** Whether success is reported. */
    public boolean signaled() {
        return signaled;
    }

    /** Whether a Send carries the Solicited Event bit. */
    public boolean solicited() {
        return solicited;
    }

    /** Whether it waits for the RDMA Reads before it. */
    public boolean fenced() {
        return fenced;
    }

    /** The peer's STag of an RDMA Write or Read. */
    public int remoteStag() {
        return remoteStag;
    }

    /** The peer's tagged offset of an RDMA Write or Read. */
    public long remoteOffset() {
        return remoteOffset;
    }

    /** The peer's STag that a Send with Invalidate ends; for a finished receive, the STag of this side that was ended. */
    public int invalidateStag() {
        return invalidateStag;
    }

    /** Whether it ended; it is retired when all before it have. */
    public boolean isDone() {
        return done;
    }

    /** How it ended. */
    public WorkStatus status() {
        return status;
    }

    /** Bytes received or read. */
    public int byteCount() {
        return byteCount;
    }

    /** For a finished receive: whether the Send invalidated an STag of this side. */
    public boolean isInvalidated() {
        return invalidated;
    }
}
