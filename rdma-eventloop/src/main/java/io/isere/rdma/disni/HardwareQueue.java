package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.isere.rdma.loop.DescriptorWatch;
import io.isere.rdma.loop.RdmaLoop;
import java.io.IOException;

/**
 * A completion queue of a device with a completion channel of its own, which lies in the loop's epoll set.
 *
 * <p>Thread: its loop. Lifetime: the adapter's. Polling and arming allocate nothing.
 */
final class HardwareQueue {
    private final NativeDispatcher library;
    private final long channel;
    private final long queue;
    private final int capacity;
    private final DescriptorWatch watch;
    private int reserved;

    HardwareQueue(NativeDispatcher library, RdmaLoop loop, long context, int capacity) throws IOException {
        this.library = library;
        this.capacity = capacity;
        channel = library._createCompChannel(context);
        try {
            queue = library._createCQ(context, channel, capacity, 0);
        } catch (IOException e) {
            library._destroyCompChannel(channel);
            throw e;
        }
        watch = loop.watch(NativeLayout.completionChannelDescriptor(channel), this::onWokenUp);
    }

    /** {@code struct ibv_cq}. */
    long pointer() {
        return queue;
    }

    /** Takes room for a queue pair; false when there is not enough. */
    boolean reserve(int completions) {
        if (completions > capacity - reserved) {
            return false;
        }
        reserved += completions;
        return true;
    }

    void release(int completions) {
        reserved -= completions;
    }

    /** Fills an array of {@code struct ibv_wc}; how many, negative when the device fails. */
    int poll(int most, long completions) throws IOException {
        return library._pollCQ(queue, most, completions);
    }

    /** Asks for a wake-up at the next completion; one that came before does not cause any, so poll once more. */
    void arm() throws IOException {
        library._reqNotifyCQ(queue, 0);
    }

    /** Takes the event off the channel; the loop polls the queue in this very turn. */
    private void onWokenUp() {
        try {
            while (library._getCqEvent(channel, 0) == 0) {
                library._ackCqEvent(queue, 1);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the completion channel cannot be read", e);
        }
    }

    void close() {
        watch.cancel();
        library._destroyCQ(queue);
        library._destroyCompChannel(channel);
    }
}
