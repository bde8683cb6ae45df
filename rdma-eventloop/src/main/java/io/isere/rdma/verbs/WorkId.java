package io.isere.rdma.verbs;

/**
 * Packs a work request's cookie ({@code wr_id}): generation, kind and slot index in a long, so that a completion finds its
 * slot without a look-up and a stale one is detected. Pure functions.
 *
 * <pre>
 *  63            32 31        24 23             0
 * +----------------+------------+----------------+
 * |   generation   |    kind    |   slot index   |
 * +----------------+------------+----------------+
 * </pre>
 */
public final class WorkId {
    /** Most slots a kind can have. */
    public static final int MAX_INDEX = (1 << 24) - 1;

    private WorkId() {}

    /** Packs the three parts; {@code kind} is 0..255, {@code index} 0..{@link #MAX_INDEX}. */
    public static long pack(int generation, int kind, int index) {
        return ((long) generation << 32) | ((long) (kind & 0xff) << 24) | (index & MAX_INDEX);
    }

    /** The generation of the slot when the work was posted. */
    public static int generation(long id) {
        return (int) (id >>> 32);
    }

    /** What kind of work it was; the caller's own numbering. */
    public static int kind(long id) {
        return (int) (id >>> 24) & 0xff;
    }

    /** The slot's index. */
    public static int index(long id) {
        return (int) id & MAX_INDEX;
    }
}
