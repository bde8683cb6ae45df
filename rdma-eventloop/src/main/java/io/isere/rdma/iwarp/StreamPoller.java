package io.isere.rdma.iwarp;

import io.isere.rdma.loop.LoopPollable;
import java.util.ArrayDeque;

/**
 * What a device's streams leave for the end of the loop's turn: reading on where a budget ended, and one gather write for
 * everything that the turn produced.
 *
 * <p>Thread: its loop. Lifetime: the device's. Allocates when more streams than ever before have something to do.
 */
final class StreamPoller implements LoopPollable {
    private final ArrayDeque<IwarpStream> readable = new ArrayDeque<>();
    private final ArrayDeque<IwarpStream> dirty = new ArrayDeque<>();

    /** Has a stream read again in the next turn; it is not in the list. */
    void addReadable(IwarpStream stream) {
        readable.add(stream);
    }

    /** Has a stream write at the end of this turn; it is not in the list. */
    void addDirty(IwarpStream stream) {
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
