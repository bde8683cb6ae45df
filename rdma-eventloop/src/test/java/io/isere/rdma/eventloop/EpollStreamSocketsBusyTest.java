package io.isere.rdma.eventloop;

/** The same on loops that never sleep. */
class EpollStreamSocketsBusyTest extends EpollStreamSocketsTest {
    @Override
    LoopOptions options() {
        return super.options().mode(LoopMode.BUSY);
    }
}
