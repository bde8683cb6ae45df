package io.isere.rdma.eventloop;

/** The same on loops that never sleep. */
class NioStreamSocketsBusyTest extends NioStreamSocketsNettyTest {
    @Override
    LoopOptions options() {
        return super.options().mode(LoopMode.BUSY);
    }
}
