package io.isere.rdma.iwarp;

import io.isere.rdma.verbs.RdmaProviderSuite;
import io.isere.rdma.verbs.RdmaTestBed;
import io.isere.rdma.verbs.SteppedTestBed;

/** Both ends on one loop, stepped by the test, over sockets of the loopback. */
class IwarpSteppedTest extends RdmaProviderSuite {
    @Override
    protected RdmaTestBed createBed() {
        return new SteppedTestBed(new IwarpProvider(new IwarpOptions().peerToPeer(true)), 1, true);
    }
}
