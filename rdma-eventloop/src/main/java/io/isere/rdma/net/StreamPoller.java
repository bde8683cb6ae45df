package io.isere.rdma.net;

import io.isere.rdma.loop.LoopPollable;
import java.util.ArrayDeque;

/**
 * What a loop's streams leave for the end of the loop's turn: reading on where a budget ended, and one gather write for
 * everything that the turn produced.
 *
 * <p>Thread: its loop. Lifetime: that of what makes the streams. Allocates when more streams than ever before have something to do.
 */
public final class StreamPoller implements LoopPollable {
    private final ArrayDeque<PolledStream> readable = new ArrayDeque<>();
    private final ArrayDeque<PolledStream> dirty = new ArrayDeque<>();

    /** Has a stream read again in the next turn; it is not in the list. */
    public void addReadable(PolledStream stream) {
        readable.add(stream);
    }

    /** Has a stream write at the end of this turn; it is not in the list. */
    public void addDirty(PolledStream stream) {
        dirty.add(stream);
    }

    @Override
    public int poll(int budget) {
        int done = 0;
        for (int left = readable.size(); left > 0 && done < budget; left--) {
            readable.remove().readOn();
            done++;
        }
        for (int left = dirty.size(); left > 0 && done < budget; left--) {
            dirty.remove().writeOn();
            done++;
        }
        return done;
    }

    @Override
    public boolean arm() {
        return readable.isEmpty() && dirty.isEmpty();
    }

    @Override
    public void disarm() {
        // Nothing was armed: streams have their sockets wake the loop.
    }
}
