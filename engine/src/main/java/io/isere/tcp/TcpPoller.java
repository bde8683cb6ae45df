package io.isere.tcp;

import io.isere.rdma.loop.LoopPollable;
import java.util.ArrayDeque;

/**
 * What a loop's connections leave for the end of its turn: reading on where a budget ended, and one gather write for
 * everything that the turn produced.
 *
 * <p>Thread: its loop. Lifetime: the connector's. Allocates when more connections than ever before have something to do.
 */
final class TcpPoller implements LoopPollable {
    private final ArrayDeque<TcpStream> readable = new ArrayDeque<>();
    private final ArrayDeque<TcpStream> dirty = new ArrayDeque<>();

    /** Has a connection read again in the next turn; it is not in the list. */
    void addReadable(TcpStream stream) {
        readable.add(stream);
    }

    /** Has a connection write at the end of this turn; it is not in the list. */
    void addDirty(TcpStream stream) {
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
        // Nothing was armed: connections have their sockets wake the loop.
    }
}
