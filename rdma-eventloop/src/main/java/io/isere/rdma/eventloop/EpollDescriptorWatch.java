package io.isere.rdma.eventloop;

import io.isere.rdma.loop.DescriptorWatch;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/**
 * A descriptor of somebody else's in the loop's epoll set, level-triggered: an RDMA completion channel, for example.
 *
 * <p>Thread: its loop. Does not close the descriptor. Allocates nothing after construction.
 */
final class EpollDescriptorWatch implements DescriptorWatch, EpollIoHandle {
    private final FileDescriptor descriptor;
    private final Runnable onReadable;
    private final IoRegistration registration;
    private boolean cancelled;

    EpollDescriptorWatch(NettyRdmaLoop loop, int number, Runnable onReadable) throws IOException {
        this.descriptor = new FileDescriptor(number);
        this.onReadable = onReadable;
        this.registration = LoopRegistrations.register(loop, this);
        registration.submit(EpollIoOps.EPOLLIN);
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration readyRegistration, IoEvent event) {
        if (!cancelled) {
            onReadable.run();
        }
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            registration.cancel();
        }
    }

    /** Netty's word for the end of the loop. */
    @Override
    public void close() {
        cancelled = true;
    }
}
