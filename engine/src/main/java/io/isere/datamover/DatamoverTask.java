package io.isere.datamover;

/**
 * What a datamover keeps for one task slot: the peer's STags, windows, work requests. Opaque above the line.
 *
 * <p>Made once a slot at login, reused for every command of the slot. Thread: the connection's loop.
 */
public abstract class DatamoverTask {
    private final int index;
    private final Object owner;

    /**
     * @param index the slot's index
     * @param owner the slot above the line
     */
    protected DatamoverTask(int index, Object owner) {
        this.index = index;
        this.owner = owner;
    }

    /** Index of the task slot. */
    public final int index() {
        return index;
    }

    /** The slot above the line that this belongs to. */
    public final Object owner() {
        return owner;
    }
}
