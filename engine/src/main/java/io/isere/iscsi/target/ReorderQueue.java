package io.isere.iscsi.target;

import org.jspecify.annotations.Nullable;

/**
 * Requests that came before their turn: with several connections a session, or with PDUs that a digest ruled out, CmdSNs
 * arrive out of order and are executed in order (RFC 7143 section 4.2.2.1).
 *
 * <p>A place for every CmdSN of the window, so that it never overflows. Thread: the session's loop. Allocates at
 * construction only.
 */
final class ReorderQueue {
    private final @Nullable Held[] places;
    private int count;
    private long sinceNs;

    /** A request that waits for its turn. */
    interface Held {
        /** Which connection it came by. */
        TargetConnection connection();

        /** Its turn has come. */
        void onTurn();

        /** Its connection is gone: its CmdSN is missing again, and the initiator will send it anew. */
        void onForgotten();
    }

    /**
     * @param window most CmdSNs that may be in the window at a time
     */
    ReorderQueue(int window) {
        places = new @Nullable Held[Integer.highestOneBit(Math.max(1, window - 1)) << 1];
    }

    private int placeOf(int cmdSn) {
        return cmdSn & places.length - 1;
    }

    /** Whether a request of that CmdSN waits already. */
    boolean holds(int cmdSn) {
        return places[placeOf(cmdSn)] != null;
    }

    /** Keeps a request until its turn. */
    void put(int cmdSn, Held held, long nowNs) {
        places[placeOf(cmdSn)] = held;
        if (count++ == 0) {
            sinceNs = nowNs;
        }
    }

    /** Takes the request of a CmdSN; null when it has not come. */
    @Nullable
    Held take(int cmdSn, long nowNs) {
        int place = placeOf(cmdSn);
        Held held = places[place];
        if (held != null) {
            places[place] = null;
            count--;
            sinceNs = nowNs;
        }
        return held;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Since when one that is missing keeps others from being executed, on the loop's clock; only while not empty. */
    long sinceNs() {
        return sinceNs;
    }

    /** Forgets what came by a connection. */
    void forget(TargetConnection connection) {
        for (int i = 0; i < places.length; i++) {
            Held held = places[i];
            if (held != null && held.connection() == connection) {
                places[i] = null;
                count--;
                held.onForgotten();
            }
        }
    }
}
