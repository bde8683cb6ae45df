package io.isere.datamover;

/**
 * Initiator and target task tags of this engine: a slot's index with a generation, so that a tag finds its slot without a
 * look-up and a stale one is told apart. Pure functions.
 *
 * <pre>
 *  31            16 15             0
 * +----------------+----------------+
 * |   generation   |   slot index   |
 * +----------------+----------------+
 * </pre>
 */
public final class TaskTag {
    /** Most slots: the last index is left out, so that no tag is the reserved 0xffffffff. */
    public static final int MAX_SLOTS = 0xffff;

    private TaskTag() {}

    /** Packs both parts. */
    public static int pack(int index, int generation) {
        return generation << 16 | index;
    }

    /** The slot's index; for a tag of the peer's making it may be any number up to 65535. */
    public static int index(int tag) {
        return tag & 0xffff;
    }
}
