package io.isere.rdma.eventloop;

import io.isere.rdma.loop.LoopPollable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pollables of one loop. They may come and go while the set is being walked: one that was removed is not called
 * again, and one that was added is called from then on.
 *
 * <p>Thread: its loop. Walking allocates nothing. Whatever a pollable throws is reported and counts as no work.
 */
final class PollableSet {
    private final UncaughtLog uncaught;
    private @Nullable Entry[] entries = new Entry[8];
    private int end;
    private int live;
    private boolean walking;

    PollableSet(UncaughtLog uncaught) {
        this.uncaught = uncaught;
    }

    boolean isEmpty() {
        return live == 0;
    }

    void add(LoopPollable pollable) {
        if (indexOf(pollable) >= 0) {
            throw new IllegalStateException("registered already: " + pollable);
        }
        if (end == entries.length) {
            entries = Arrays.copyOf(entries, end * 2);
        }
        entries[end] = new Entry(pollable);
        end++;
        live++;
    }

    void remove(LoopPollable pollable) {
        int index = indexOf(pollable);
        if (index < 0) {
            return;
        }
        entries[index] = null;
        live--;
        if (!walking) {
            compact();
        }
    }

    /** Polls each once; returns the work done. */
    int poll(int budget) {
        int done = 0;
        walking = true;
        for (int i = 0; i < end; i++) {
            Entry entry = entries[i];
            if (entry != null) {
                done += poll(entry.pollable, budget);
            }
        }
        walking = false;
        compact();
        return done;
    }

    /** Arms all; false as soon as one has work. */
    boolean arm() {
        boolean all = true;
        walking = true;
        for (int i = 0; all && i < end; i++) {
            Entry entry = entries[i];
            if (entry != null) {
                entry.armed = arm(entry.pollable);
                all = entry.armed;
            }
        }
        walking = false;
        compact();
        return all;
    }

    /** Disarms those that are armed. */
    void disarm() {
        walking = true;
        for (int i = 0; i < end; i++) {
            Entry entry = entries[i];
            if (entry != null && entry.armed) {
                entry.armed = false;
                disarm(entry.pollable);
            }
        }
        walking = false;
        compact();
    }

    private int poll(LoopPollable pollable, int budget) {
        try {
            return pollable.poll(budget);
        } catch (Throwable t) {
            uncaught.report("poll of a pollable", t);
            return 0;
        }
    }

    /** One that cannot say whether it is idle keeps the loop awake. */
    private boolean arm(LoopPollable pollable) {
        try {
            return pollable.arm();
        } catch (Throwable t) {
            uncaught.report("arm of a pollable", t);
            return false;
        }
    }

    private void disarm(LoopPollable pollable) {
        try {
            pollable.disarm();
        } catch (Throwable t) {
            uncaught.report("disarm of a pollable", t);
        }
    }

    private int indexOf(LoopPollable pollable) {
        for (int i = 0; i < end; i++) {
            Entry entry = entries[i];
            if (entry != null && entry.pollable == pollable) {
                return i;
            }
        }
        return -1;
    }

    private void compact() {
        if (end == live) {
            return;
        }
        int kept = 0;
        for (int i = 0; i < end; i++) {
            Entry entry = entries[i];
            entries[i] = null;
            if (entry != null) {
                entries[kept] = entry;
                kept++;
            }
        }
        end = kept;
    }

    private static final class Entry {
        private final LoopPollable pollable;
        private boolean armed;

        Entry(LoopPollable pollable) {
            this.pollable = pollable;
        }
    }
}
