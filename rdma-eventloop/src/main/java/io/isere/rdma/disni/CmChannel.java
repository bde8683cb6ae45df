package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.isere.rdma.loop.DescriptorWatch;
import io.isere.rdma.loop.RdmaLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection manager's event channel of one device, in the epoll set of its loop.
 *
 * <p>Thread: events come on its loop; ids are made there and given back from any. Lifetime: the device's, and on until the
 * connections that other loops accepted through it have let go of their ids. Control path; allocates.
 */
final class CmChannel {
    private static final Logger LOG = LoggerFactory.getLogger(CmChannel.class);
    private static final int NONE = -1;
    private static final int CLIENT_ID = 8;

    private final NativeDispatcher library;
    private final RdmaLoop loop;
    private final long pointer;
    private final DescriptorWatch watch;
    private final ByteBuffer eventIds = NativeLayout.allocate(2 * Long.BYTES);
    private final long lingerNs;
    private final Map<Long, CmId> ids = new HashMap<>();
    private final Map<Long, DisniListener> listeners = new HashMap<>();
    private volatile boolean closed;
    private boolean destroyed;

    CmChannel(NativeDispatcher library, RdmaLoop loop, long lingerNs) throws IOException {
        this.library = library;
        this.loop = loop;
        this.lingerNs = lingerNs;
        pointer = library._createEventChannel();
        try {
            watch = loop.watch(NativeLayout.eventChannelDescriptor(pointer), this::onReadable);
        } catch (RuntimeException e) {
            library._destroyEventChannel(pointer);
            throw e;
        }
    }

    NativeDispatcher library() {
        return library;
    }

    /** Makes an id whose events go to {@code owner}. */
    synchronized CmId create(CmOwner owner) throws IOException {
        if (closed) {
            throw new IOException("the RDMA device is closed");
        }
        long id = library._createId(pointer, (short) 0); // DiSNI takes RDMA_PS_TCP whatever is given.
        CmId created = new CmId(this, id, owner);
        ids.put(id, created);
        return created;
    }

    /** Requests that come to this id go to the listener. */
    synchronized void listens(CmId id, DisniListener listener) {
        listeners.put(id.pointer(), listener);
    }

    private void onReadable() {
        long listenId = NativeLayout.addressOf(eventIds);
        while (!closed) {
            int event = library._getCmEvent(pointer, listenId, listenId + CLIENT_ID, 0);
            if (event == NONE) {
                return;
            }
            dispatch(CmEvent.of(event), eventIds.getLong(0), eventIds.getLong(CLIENT_ID));
        }
    }

    private void dispatch(CmEvent event, long listenId, long id) {
        LOG.debug("{} (id {})", event, id);
        if (event == CmEvent.CONNECT_REQUEST) {
            DisniListener listener = listenerOf(listenId);
            if (listener == null) {
                library._destroyCmId(id);
            } else {
                listener.onRequest(adopt(id, listener));
            }
            return;
        }
        CmId known = known(id);
        if (known != null) {
            known.dispatch(event);
        }
    }

    private synchronized @Nullable DisniListener listenerOf(long id) {
        return listeners.get(id);
    }

    private synchronized @Nullable CmId known(long id) {
        return ids.get(id);
    }

    private synchronized CmId adopt(long id, DisniListener listener) {
        CmId adopted = new CmId(this, id, listener);
        ids.put(id, adopted);
        return adopted;
    }

    void destroy(CmId id) {
        onLoop(() -> destroyHere(id));
    }

    void destroyLater(CmId id) {
        onLoop(() -> {
            if (closed) {
                destroyHere(id);
            } else {
                loop.schedule(lingerNs, () -> destroyHere(id));
            }
        });
    }

    /** An id is destroyed where its events are read, so that none is under way that names it. */
    private void onLoop(Runnable task) {
        if (!closed && !loop.inLoop()) {
            try {
                loop.execute(task);
                return;
            } catch (RejectedExecutionException e) {
                LOG.debug("the channel's loop has ended");
            }
        }
        task.run();
    }

    private synchronized void destroyHere(CmId id) {
        if (!ids.remove(id.pointer(), id)) {
            return;
        }
        listeners.remove(id.pointer());
        library._destroyCmId(id.pointer());
        if (closed) {
            destroyIfUnused();
        }
    }

    /** Ends everything on this channel; owners on other loops are told, and let go of their ids by and by. */
    void close() {
        List<CmId> left;
        synchronized (this) {
            closed = true;
            watch.cancel();
            left = List.copyOf(ids.values());
        }
        left.forEach(CmId::channelClosed);
        destroyIfUnused();
    }

    private synchronized void destroyIfUnused() {
        if (ids.isEmpty() && !destroyed) {
            destroyed = true;
            library._destroyEventChannel(pointer);
        }
    }
}
