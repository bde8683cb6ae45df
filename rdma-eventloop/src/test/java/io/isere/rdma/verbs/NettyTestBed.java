package io.isere.rdma.verbs;

import io.isere.rdma.eventloop.LoopOptions;
import io.isere.rdma.eventloop.NettyRdmaLoop;
import io.isere.rdma.eventloop.RdmaLoopGroup;
import io.isere.rdma.eventloop.RdmaLoops;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.StreamSockets;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Two devices on two of the event loops that the product runs on. */
public final class NettyTestBed {
    private static final long BOUND_S = 30;

    private NettyTestBed() {}

    /** A bed of the provider's devices. */
    public static RdmaTestBed create(RdmaProvider provider, LoopOptions options) {
        return create(provider, InetAddress.getLoopbackAddress(), Set.of(), options);
    }

    /** The same at an address of the provider's devices. */
    public static RdmaTestBed create(
            RdmaProvider provider, InetAddress address, Set<DeviceQuirk> quirks, LoopOptions options) {
        RdmaLoopGroup group = new RdmaLoopGroup(2, new DefaultThreadFactory("test-loop", true), options);
        NettyRdmaLoop[] loops = {RdmaLoops.of(group.next()), RdmaLoops.of(group.next())};
        return new ThreadedTestBed(
                provider,
                address,
                quirks,
                new RdmaLoop[] {loops[0], loops[1]},
                new StreamSockets[] {socketsOf(loops[0]), socketsOf(loops[1])},
                () -> (int)
                        (loops[0].counters().uncaught() + loops[1].counters().uncaught()),
                () -> group.shutdownGracefully(0, BOUND_S, TimeUnit.SECONDS)
                        .awaitUninterruptibly(BOUND_S, TimeUnit.SECONDS));
    }

    private static StreamSockets socketsOf(NettyRdmaLoop loop) {
        return loop.eventLoop().submit(loop::sockets).awaitUninterruptibly().getNow();
    }
}
