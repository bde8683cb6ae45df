package io.isere.rdma.eventloop;

import io.isere.rdma.net.Readiness;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * Readiness from the selector of a Netty loop.
 *
 * <p>Thread: its loop. Telling it allocates nothing here, but the JDK's epoll selector boxes the descriptor's number: 16
 * bytes an event once a process has more than 127 descriptors open. Epoll sockets do not have that.
 */
final class NioLoopReadiness implements Readiness {
    private final NettyRdmaLoop loop;

    NioLoopReadiness(NettyRdmaLoop loop) {
        this.loop = loop;
    }

    @Override
    public Watch watch(SelectableChannel channel, ReadyHandler handler) throws IOException {
        NioWatch watch = new NioWatch(channel, handler);
        watch.registration = LoopRegistrations.register(loop, watch);
        return watch;
    }

    private final class NioWatch implements Watch, NioIoHandle {
        private final SelectableChannel channel;
        private ReadyHandler handler;
        private @Nullable IoRegistration registration;

        NioWatch(SelectableChannel channel, ReadyHandler handler) {
            this.channel = channel;
            this.handler = handler;
        }

        @Override
        public SelectableChannel selectableChannel() {
            return channel;
        }

        @Override
        public void interest(int ops) {
            if (registration != null) {
                registration.submit(NioIoOps.valueOf(ops));
            }
        }

        @Override
        public void handler(ReadyHandler next) {
            handler = next;
        }

        @Override
        public void cancel() {
            if (registration != null) {
                registration.cancel();
            }
        }

        @Override
        public void handle(IoRegistration readyRegistration, IoEvent event) {
            try {
                handler.onReady(((NioIoEvent) event).ops().value());
            } catch (Throwable t) {
                loop.reportUncaught("socket", t);
            }
        }

        /** Netty's word for the end of the loop. */
        @Override
        public void close() {
            handler.onLoopEnd();
        }
    }
}
