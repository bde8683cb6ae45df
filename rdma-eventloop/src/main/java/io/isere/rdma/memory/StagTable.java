package io.isere.rdma.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The steering tags of one device: which memory each STag names, for whom, and with which rights. Every access of a peer
 * is checked here (RFC 5040 section 7.2).
 *
 * <p>An STag is a 24-bit index and an 8-bit key. The key changes at each bind and at each release, so an STag that
 * outlived its binding is detected until its entry was bound 255 times more. Index 0 is never given out: STag 0 is invalid.
 *
 * <p>Thread: one loop. Lifetime: the device's. Allocates when it grows, in {@link #allocate} only.
 */
public final class StagTable {
    /** Owner of an STag that every queue pair of the device may use. */
    public static final int ANY_QUEUE_PAIR = 0;

    private static final int MAX_ENTRIES = 1 << 24;
    private static final int MIN_ENTRIES = 64;

    private static final byte FREE = 0;
    private static final byte UNBOUND = 1;
    private static final byte BOUND = 2;

    private byte[] states = new byte[MIN_ENTRIES];
    private byte[] keys = new byte[MIN_ENTRIES];
    private int[] owners = new int[MIN_ENTRIES];
    private int[] accesses = new int[MIN_ENTRIES];
    private @Nullable Slab[] slabs = new Slab[MIN_ENTRIES];
    private int[] offsetsBytes = new int[MIN_ENTRIES];
    private int[] lengthsBytes = new int[MIN_ENTRIES];
    private long[] bases = new long[MIN_ENTRIES];

    private int[] freeIndexes = new int[MIN_ENTRIES];
    private int freeCount;
    private int unusedIndex = 1;
    private int allocatedCount;
    private int boundCount;

    /** Reserves an entry, unbound; returns its index, or -1 when all 2^24 are taken. */
    public int allocate() {
        int index;
        if (freeCount > 0) {
            index = freeIndexes[--freeCount];
        } else if (unusedIndex == MAX_ENTRIES) {
            return -1;
        } else {
            index = unusedIndex++;
            ensureCapacity(unusedIndex);
        }
        states[index] = UNBOUND;
        allocatedCount++;
        return index;
    }

    /**
     * Binds an entry to memory under a new STag; the one it had before becomes invalid.
     *
     * @param base the tagged offset (TO) of the first byte
     * @param access bit set of {@link Access}
     * @param queuePair number of the only queue pair that may use it, or {@link #ANY_QUEUE_PAIR}
     * @return the new STag
     */
    public int bind(int index, Slab slab, int offsetBytes, int lengthBytes, long base, int access, int queuePair) {
        if (states[index] != BOUND) {
            boundCount++;
        }
        states[index] = BOUND;
        keys[index]++;
        slabs[index] = slab;
        offsetsBytes[index] = offsetBytes;
        lengthsBytes[index] = lengthBytes;
        bases[index] = base;
        accesses[index] = access;
        owners[index] = queuePair;
        return stagOf(index);
    }

    /** Ends the binding of an entry; no-op when it is unbound. The entry stays reserved. */
    public void unbind(int index) {
        if (states[index] == BOUND) {
            states[index] = UNBOUND;
            slabs[index] = null;
            boundCount--;
        }
    }

    /** Gives an entry back; it is unbound first. */
    public void free(int index) {
        unbind(index);
        if (states[index] == UNBOUND) {
            states[index] = FREE;
            keys[index]++;
            freeIndexes[freeCount++] = index;
            allocatedCount--;
        }
    }

    /** Ends every binding onto this slab: its registration ends. Control path, looks at the whole table. */
    public void unbindSlab(Slab slab) {
        for (int index = 1; index < unusedIndex; index++) {
            if (slabs[index] == slab) {
                unbind(index);
            }
        }
    }

    /** Ends every binding there is. */
    public void unbindAll() {
        for (int index = 1; index < unusedIndex; index++) {
            unbind(index);
        }
    }

    /** Ends every binding made for this queue pair: its connection is over. Control path, looks at the whole table. */
    public void unbindQueuePair(int queuePair) {
        for (int index = 1; index < unusedIndex && boundCount > 0; index++) {
            if (states[index] == BOUND && owners[index] == queuePair) {
                unbind(index);
            }
        }
    }

    /**
     * Checks an access by the peer of a queue pair.
     *
     * @param lengthBytes an unsigned 32-bit length; nothing is checked when 0, as RFC 5040 section 5.2.1 and RFC 5041
     *     section 5.2 want it
     * @param wantedAccess bit set of {@link Access}
     * @return a code of {@link AccessCheck}
     */
    public int check(int stag, long to, long lengthBytes, int wantedAccess, int queuePair) {
        if (lengthBytes == 0) {
            return AccessCheck.OK;
        }
        if (!isBound(stag)) {
            return AccessCheck.INVALID_STAG;
        }
        int index = indexOf(stag);
        int owner = owners[index];
        if (owner != ANY_QUEUE_PAIR && owner != queuePair) {
            return AccessCheck.NOT_ASSOCIATED;
        }
        if (!Access.permits(accesses[index], wantedAccess)) {
            return AccessCheck.ACCESS_RIGHTS;
        }
        if (Long.compareUnsigned(to + (lengthBytes - 1), to) < 0) {
            return AccessCheck.TO_WRAP;
        }
        long offset = to - bases[index];
        long length = lengthsBytes[index];
        boolean inside = offset >= 0 && offset <= length && lengthBytes <= length - offset;
        return inside ? AccessCheck.OK : AccessCheck.BASE_OR_BOUNDS;
    }

    /**
     * Invalidates an STag for a peer's Send with Invalidate (RFC 5040 section 5.3).
     *
     * @return OK and it is invalid now, or CANNOT_INVALIDATE and nothing changed
     */
    public int invalidateByPeer(int stag, int queuePair) {
        if (!isBound(stag) || owners[indexOf(stag)] != queuePair) {
            return AccessCheck.CANNOT_INVALIDATE;
        }
        unbind(indexOf(stag));
        return AccessCheck.OK;
    }

    /** Whether this very STag names memory now. */
    public boolean isBound(int stag) {
        int index = indexOf(stag);
        return index < unusedIndex && states[index] == BOUND && stagOf(index) == stag;
    }

    /** The memory behind a bound STag. */
    public Slab slab(int stag) {
        Slab slab = slabs[indexOf(stag)];
        if (slab == null) {
            throw new IllegalStateException("STag is not bound");
        }
        return slab;
    }

    /** Where in {@link #slab} a tagged offset lies that {@link #check} found good. */
    public int slabOffsetBytes(int stag, long to) {
        int index = indexOf(stag);
        return offsetsBytes[index] + (int) (to - bases[index]);
    }

    /** The STag an entry has, or had last. */
    public int stagOf(int index) {
        return (index << 8) | (keys[index] & 0xff);
    }

    /** Entries given out and not freed. */
    public int allocatedCount() {
        return allocatedCount;
    }

    /** Entries that name memory now. */
    public int boundCount() {
        return boundCount;
    }

    /** The entry an STag belongs to, or did. */
    public static int indexOf(int stag) {
        return stag >>> 8;
    }

    private void ensureCapacity(int entries) {
        if (entries <= states.length) {
            return;
        }
        int capacity = Math.min(MAX_ENTRIES, states.length * 2);
        states = Arrays.copyOf(states, capacity);
        keys = Arrays.copyOf(keys, capacity);
        owners = Arrays.copyOf(owners, capacity);
        accesses = Arrays.copyOf(accesses, capacity);
        slabs = Arrays.copyOf(slabs, capacity);
        offsetsBytes = Arrays.copyOf(offsetsBytes, capacity);
        lengthsBytes = Arrays.copyOf(lengthsBytes, capacity);
        bases = Arrays.copyOf(bases, capacity);
        freeIndexes = Arrays.copyOf(freeIndexes, capacity);
    }
}
