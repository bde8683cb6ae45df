package io.isere.rdma.net;

import java.io.IOException;
import java.nio.channels.SelectableChannel;

/**
 * Where java.nio sockets learn that they are ready: a loop's selector, or plain polling ({@link PolledReadiness}).
 * Operations are the bits of {@link java.nio.channels.SelectionKey}.
 *
 * <p>Thread: one loop. Readiness is level-triggered: it is told again and again until the cause is gone or the interest
 * was taken back.
 */
public interface Readiness {
    /** Watches a non-blocking channel, at first with no interest. */
    Watch watch(SelectableChannel channel, ReadyHandler handler) throws IOException;

    /** One watched channel. */
    interface Watch {
        /** Replaces what is waited for; allocates nothing. */
        void interest(int ops);

        /** Replaces who is told; the interest stays. */
        void handler(ReadyHandler next);

        /** Ends the watch, not the channel; no handler call follows. Idempotent. */
        void cancel();
    }

    /** Takes readiness, on the loop. */
    interface ReadyHandler {
        /**
         * Some of these operations may be possible now. Must not throw.
         *
         * @return whether anything came of it, so that polling can tell work from idleness
         */
        boolean onReady(int ops);

        /** The loop is ending: the channel is to be closed. */
        void onLoopEnd();
    }
}
