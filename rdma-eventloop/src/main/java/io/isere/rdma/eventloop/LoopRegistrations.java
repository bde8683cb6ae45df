package io.isere.rdma.eventloop;

import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import java.io.IOException;

/** Registers handles with a loop's socket handler, from the loop itself, where Netty does it at once. */
final class LoopRegistrations {
    private LoopRegistrations() {}

    static IoRegistration register(NettyRdmaLoop loop, IoHandle handle) throws IOException {
        Future<IoRegistration> registered = loop.eventLoop().register(handle);
        if (!registered.isSuccess()) {
            throw new IOException("the loop's socket handler does not take the socket", registered.cause());
        }
        return registered.getNow();
    }
}
