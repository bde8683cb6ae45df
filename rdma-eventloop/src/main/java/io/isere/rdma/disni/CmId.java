package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An id of the connection manager: a listener, or one end of a connection. Its events come through the channel it was made
 * on and go on to its owner's loop, which is another when a listener's loop handed a request over.
 *
 * <p>Thread: any; librdmacm's calls are thread-safe, and an owner is replaced before the next event can come to it.
 * Lifetime: until {@link #release}. Control path; allocates.
 */
final class CmId {
    private final CmChannel channel;
    private final long pointer;
    private volatile @Nullable CmOwner owner;

    CmId(CmChannel channel, long pointer, @Nullable CmOwner owner) {
        this.channel = channel;
        this.pointer = pointer;
        this.owner = owner;
    }

    /** {@code struct rdma_cm_id}. */
    long pointer() {
        return pointer;
    }

    NativeDispatcher library() {
        return channel.library();
    }

    @Nullable
    CmOwner owner() {
        return owner;
    }

    /** Who hears from now on. */
    void owner(CmOwner next) {
        owner = next;
    }

    void dispatch(CmEvent event) {
        CmOwner to = owner;
        if (to == null) {
            if (event == CmEvent.DISCONNECTED) {
                channel.destroy(this);
            }
        } else if (to.loop().inLoop()) {
            to.onCmEvent(event);
        } else {
            handOver(to, () -> forward(to, event));
        }
    }

    /** The owner may have let go of it while the event was under way. */
    private void forward(CmOwner to, CmEvent event) {
        if (owner == to) {
            to.onCmEvent(event);
        }
    }

    /** Tells the owner that no event will come any more. */
    void channelClosed() {
        CmOwner to = owner;
        if (to == null) {
            channel.destroy(this);
        } else if (to.loop().inLoop()) {
            to.onChannelClosed();
        } else {
            handOver(to, () -> {
                if (owner == to) {
                    to.onChannelClosed();
                }
            });
        }
    }

    private static void handOver(CmOwner to, Runnable task) {
        try {
            to.loop().execute(task);
        } catch (RejectedExecutionException e) {
            // That loop has ended, and with it all it had.
        }
    }

    /** Tells the peer that the connection ends; a failure means that it has ended. */
    void disconnect() {
        library()._disconnect(pointer);
    }

    /** Gives it up at once; the peer of an unanswered request hears a rejection. */
    void release() {
        owner = null;
        channel.destroy(this);
    }

    /** Gives it up when the peer has answered the disconnect, or after a while. */
    void releaseLater() {
        owner = null;
        channel.destroyLater(this);
    }
}
