package io.isere.rdma.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.isere.rdma.net.SocketLoops;
import io.isere.rdma.net.StreamSocketsSuite;
import io.netty.channel.epoll.Epoll;

/** The epoll sockets on Netty loops. */
class EpollStreamSocketsTest extends StreamSocketsSuite {
    @Override
    protected SocketLoops createLoops() throws Exception {
        assumeTrue(Epoll.isAvailable(), "no epoll on this machine");
        SocketLoops loops = new NettySocketLoops(options());
        assertThat(loops.sockets(0)).isInstanceOf(EpollStreamSockets.class);
        return loops;
    }

    /** How the loops work. */
    LoopOptions options() {
        return new LoopOptions().socketKind(SocketKind.EPOLL);
    }
}
