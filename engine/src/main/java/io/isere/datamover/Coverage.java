package io.isere.datamover;

/**
 * Which bytes of a burst have come, when they may come in any order: ranges that neither overlap nor touch. The sum of
 * what came says nothing then: who sends the same bytes twice leaves others as they were in memory, which may be another
 * initiator's data.
 *
 * <p>Reusable; for one thread; allocates at construction only.
 */
public final class Coverage {
    /** Ranges apart from each other: no sender scatters a burst more than that. */
    public static final int RANGES_MAX = 64;

    private final int[] starts = new int[RANGES_MAX];
    private final int[] ends = new int[RANGES_MAX];
    private int count;

    /** Forgets all. */
    public void clear() {
        count = 0;
    }

    /** Whether nothing has come of a range, and it can be noted. */
    public boolean isFree(int start, int bytes) {
        int after = firstEndingAfter(start);
        boolean free = after == count || starts[after] >= start + bytes;
        return bytes == 0 || (free && (count < RANGES_MAX || touches(after, start, start + bytes)));
    }

    private boolean touches(int after, int start, int end) {
        return (after > 0 && ends[after - 1] == start) || (after < count && starts[after] == end);
    }

    /** Notes a range that {@link #isFree}. */
    public void add(int start, int bytes) {
        if (bytes == 0) {
            return;
        }
        assert isFree(start, bytes);
        int after = firstEndingAfter(start);
        int end = start + bytes;
        boolean joinsBefore = after > 0 && ends[after - 1] == start;
        boolean joinsAfter = after < count && starts[after] == end;
        if (joinsBefore && joinsAfter) {
            ends[after - 1] = ends[after];
            move(after + 1, after);
        } else if (joinsBefore) {
            ends[after - 1] = end;
        } else if (joinsAfter) {
            starts[after] = start;
        } else {
            move(after, after + 1);
            starts[after] = start;
            ends[after] = end;
        }
    }

    /** Moves the ranges from one index on to another. */
    private void move(int from, int to) {
        System.arraycopy(starts, from, starts, to, count - from);
        System.arraycopy(ends, from, ends, to, count - from);
        count += to - from;
    }

    private int firstEndingAfter(int start) {
        int index = 0;
        while (index < count && ends[index] <= start) {
            index++;
        }
        return index;
    }
}
