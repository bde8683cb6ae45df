package io.isere.rdma.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.net.NioStreamSockets;
import io.isere.rdma.net.SocketLoops;
import io.isere.rdma.net.StreamSocketsSuite;

/** The java.nio sockets, woken by the selectors of Netty loops. */
class NioStreamSocketsNettyTest extends StreamSocketsSuite {
    @Override
    protected SocketLoops createLoops() throws Exception {
        SocketLoops loops = new NettySocketLoops(options());
        assertThat(loops.sockets(0)).isInstanceOf(NioStreamSockets.class);
        return loops;
    }

    /** How the loops work. */
    LoopOptions options() {
        return new LoopOptions().socketKind(SocketKind.NIO);
    }
}
