package io.isere.rdma.eventloop;

import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x transport whose event loops are RDMA loops; for {@code VertxBuilder.withTransport}. Its sockets are those of
 * Vert.x's own epoll or java.nio transport. Thread: any.
 */
public final class RdmaTransport implements Transport {
    private final Transport base;
    private final LoopOptions options;

    /** With loops made by these options. */
    public RdmaTransport(LoopOptions options) {
        this.options = options;
        this.base = SocketHandlers.resolve(options.socketKind()) == SocketKind.EPOLL ? EPOLL : NIO;
    }

    @Override
    public String name() {
        return "rdma+" + base.name();
    }

    @Override
    public boolean available() {
        return base.available();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return base.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return new RdmaTransportSpi(base.implementation(), options);
    }
}
