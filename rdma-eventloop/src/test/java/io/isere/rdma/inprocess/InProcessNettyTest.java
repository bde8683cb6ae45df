package io.isere.rdma.inprocess;

import io.isere.rdma.eventloop.LoopMode;
import io.isere.rdma.eventloop.LoopOptions;
import io.isere.rdma.verbs.NettyTestBed;
import io.isere.rdma.verbs.RdmaProviderSuite;
import io.isere.rdma.verbs.RdmaTestBed;

/** Each end on a Netty loop of its own that sleeps as soon as it may, so that each message must wake it. */
class InProcessNettyTest extends RdmaProviderSuite {
    @Override
    protected RdmaTestBed createBed() {
        return NettyTestBed.create(new InProcessProvider(), new LoopOptions().mode(LoopMode.BLOCKING));
    }
}
