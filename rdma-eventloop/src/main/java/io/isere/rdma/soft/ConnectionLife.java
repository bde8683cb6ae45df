package io.isere.rdma.soft;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectionEvents;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.QueuePairState;
import io.isere.rdma.verbs.TerminateCode;
import org.jspecify.annotations.Nullable;

/**
 * The life of a queue pair: its states, what ended it, and that the end is reported once, after everything else.
 *
 * <pre>
 *   INIT --connecting--> CONNECTING --established--> READY --failed, disconnect, abort--> ERROR --all reported--> CLOSED
 *                            |                                                              ^
 *                            +---------- connectFailed, disconnect, abort ------------------+
 * </pre>
 *
 * <p>The first cause of the end is the one that is reported. In ERROR nothing can be posted; what the wire still sends or
 * receives completes as usual until the provider says {@link #wireClosed}. Then the rest is flushed, and when the handler
 * has seen every completion, the completion queue reports the end.
 *
 * <p>Thread: its loop. Allocates nothing but what describes the end.
 */
abstract class ConnectionLife {
    private final RdmaLoop loop;
    private final ConnectionEvents events;

    private QueuePairState state = QueuePairState.INIT;
    private @Nullable Disconnect disconnect;
    private @Nullable ConnectFailure connectFailure;
    private boolean closeStarted;
    private boolean wireClosed;
    private boolean destroyed;

    ConnectionLife(RdmaLoop loop, ConnectionEvents events) {
        this.loop = loop;
        this.events = events;
    }

    // ---- The wire's part of the end, for the provider to fill in.

    /**
     * End in an orderly way: issue what is queued, then close, then call {@link #wireClosed}; when not even connected, just
     * give up. Called at most once, in state ERROR.
     */
    protected abstract void closeWire();

    /**
     * End at once, so that the peer sees it broken, and call {@link #wireClosed} when nothing of the wire touches posted
     * memory any more; that may be before this returns. May come after {@link #closeWire} and after an error, and again.
     */
    protected abstract void abortWire();

    /** The queue pair was destroyed: forget it. Comes after {@link #abortWire}. */
    protected abstract void onDestroyed();

    abstract void flush();

    abstract void releaseResources();

    // ---- What the provider tells.

    /** The loop that owns it. */
    protected final RdmaLoop loop() {
        return loop;
    }

    /** INIT to CONNECTING: a connect or an accept begins. */
    protected final void connecting() {
        if (state != QueuePairState.INIT) {
            throw new IllegalStateException("a queue pair connects once, in state INIT; this one is " + state);
        }
        state = QueuePairState.CONNECTING;
    }

    /** CONNECTING to READY. No-op in another state: the consumer gave up meanwhile. */
    protected final void established(ConnectionInfo info) {
        if (state != QueuePairState.CONNECTING) {
            return;
        }
        state = QueuePairState.READY;
        try {
            events.onEstablished(info);
        } catch (Throwable e) {
            failedInHandler("onEstablished", e);
        }
    }

    /** CONNECTING to ERROR: it did not come to be. {@link #wireClosed} must follow. */
    protected final void connectFailed(ConnectFailure failure) {
        if (state == QueuePairState.CONNECTING) {
            state = QueuePairState.ERROR;
            connectFailure = failure;
        }
    }

    /** READY to ERROR: the connection ended. {@link #wireClosed} must follow. */
    protected final void failed(Disconnect cause) {
        if (state == QueuePairState.READY) {
            state = QueuePairState.ERROR;
            disconnect = cause;
        }
    }

    /** Nothing of the wire touches posted memory any more, and nothing of the peer arrives: the rest is flushed. */
    protected final void wireClosed() {
        if (!wireClosed && !destroyed && state == QueuePairState.ERROR) {
            wireClosed = true;
            flush();
        }
    }

    /** Whether {@link #wireClosed} was called, or nobody is there to hear of it any more. */
    protected final boolean isOver() {
        return wireClosed || destroyed;
    }

    // ---- What the consumer does.

    /** Where it is in its life. */
    public final QueuePairState state() {
        return state;
    }

    /** Ends the connection in an orderly way. */
    public final void disconnect() {
        if (end("disconnected by this side") && !closeStarted) {
            closeStarted = true;
            closeWire();
        }
    }

    /** Ends the connection at once. */
    public final void abort() {
        boolean ended = end("aborted by this side");
        if ((ended || state == QueuePairState.ERROR) && !wireClosed) {
            closeStarted = true;
            abortWire();
        }
    }

    /** Releases the queue pair. */
    public final void destroy() {
        if (destroyed) {
            return;
        }
        destroyed = true;
        if (state != QueuePairState.INIT && !wireClosed) {
            abortWire();
        }
        state = QueuePairState.CLOSED;
        onDestroyed();
        releaseResources();
    }

    private boolean end(String message) {
        if (state == QueuePairState.READY) {
            failed(new Disconnect(Disconnect.Reason.LOCAL, TerminateCode.NONE, message));
            return true;
        }
        if (state == QueuePairState.CONNECTING) {
            connectFailed(new ConnectFailure(ConnectFailure.Reason.CANCELLED, message, new byte[0]));
            return true;
        }
        return false;
    }

    // ---- Reporting, called by the completion queue.

    final boolean isDestroyed() {
        return destroyed;
    }

    /** ERROR to CLOSED, once every completion was seen. */
    final void reportEnd() {
        if (destroyed) {
            return;
        }
        state = QueuePairState.CLOSED;
        try {
            if (disconnect != null) {
                events.onDisconnected(disconnect);
            } else if (connectFailure != null) {
                events.onConnectFailed(connectFailure);
            }
        } catch (Throwable e) {
            loop.reportUncaught("onDisconnected or onConnectFailed", e);
        }
    }

    /** A handler threw: that costs this connection, and nothing else. */
    final void failedInHandler(String where, Throwable cause) {
        loop.reportUncaught(where, cause);
        abort();
    }
}
