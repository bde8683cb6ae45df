package io.isere.rdma.net;

import io.isere.rdma.loop.LoopPollable;
import io.isere.rdma.loop.RdmaLoop;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Readiness for loops that have no selector: every watched channel is tried in every turn, and the loop never sleeps
 * while there is one. For stepped loops and small numbers of sockets.
 *
 * <p>Thread: its loop. Registered with the loop while it watches anything. Polling allocates nothing.
 */
final class PolledReadiness implements Readiness, LoopPollable {
    private final RdmaLoop loop;
    private @Nullable PolledWatch[] watches = new PolledWatch[8];
    private int count;
    private int next;

    PolledReadiness(RdmaLoop loop) {
        this.loop = loop;
    }

    @Override
    public Watch watch(SelectableChannel channel, ReadyHandler handler) {
        if (count == watches.length) {
            watches = Arrays.copyOf(watches, count * 2);
        }
        PolledWatch watch = new PolledWatch(handler, count);
        watches[count] = watch;
        count++;
        if (count == 1) {
            loop.register(this);
        }
        return watch;
    }

    @Override
    public int poll(int budget) {
        int done = 0;
        for (int tried = count; tried > 0 && done < budget; tried--) {
            if (next >= count) {
                next = 0;
            }
            PolledWatch watch = watches[next];
            next++;
            if (watch != null && watch.ops != 0 && watch.handler.onReady(watch.ops)) {
                done++;
            }
        }
        return done;
    }

    /** Nothing can wake the loop for a channel that is only polled. */
    @Override
    public boolean arm() {
        return count == 0;
    }

    @Override
    public void disarm() {}

    private void remove(PolledWatch watch) {
        count--;
        PolledWatch last = watches[count];
        watches[count] = null;
        if (last != null && last != watch) {
            watches[watch.index] = last;
            last.index = watch.index;
        }
        if (count == 0) {
            loop.deregister(this);
        }
    }

    private final class PolledWatch implements Watch {
        private ReadyHandler handler;
        private int index;
        private int ops;
        private boolean cancelled;

        PolledWatch(ReadyHandler handler, int index) {
            this.handler = handler;
            this.index = index;
        }

        @Override
        public void interest(int wanted) {
            ops = wanted;
        }

        @Override
        public void handler(ReadyHandler successor) {
            handler = successor;
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                ops = 0;
                remove(this);
            }
        }
    }
}
