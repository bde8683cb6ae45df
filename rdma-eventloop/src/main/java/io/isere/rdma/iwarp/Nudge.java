package io.isere.rdma.iwarp;

import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reminds a responder that has not answered the initiator's first message: a few zero-length RDMA Writes, ever further
 * apart, which no memory, buffer or completion is needed for at either end.
 *
 * <p>Linux's siw sends its MPA reply before its queue pair listens to the socket (siw_accept, siw_qp_socket_assoc). A
 * message that comes between the two stays in the socket's buffer, and is looked at when more comes: without this, an
 * initiator that is quick waits for ever. Thread: its connection's loop. Lifetime: to the first FPDU of the responder.
 * Allocates a timer a time.
 */
final class Nudge {
    private static final int TIMES = 5;

    private final RdmaLoop loop;
    private final BooleanSupplier isAnswered;
    private final Runnable send;
    private @Nullable LoopTimer timer;
    private int left = TIMES;

    /**
     * @param isAnswered whether the responder has sent anything, or nobody waits for it any more
     * @param send sends a zero-length RDMA Write, if the stream is between two messages
     */
    Nudge(RdmaLoop loop, BooleanSupplier isAnswered, Runnable send) {
        this.loop = loop;
        this.isAnswered = isAnswered;
        this.send = send;
    }

    /** Waits for the first time; each further time waits twice as long. */
    void after(long delayNs) {
        timer = loop.schedule(delayNs, () -> {
            if (!isAnswered.getAsBoolean()) {
                send.run();
                if (--left > 0) {
                    after(2 * delayNs);
                }
            }
        });
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
