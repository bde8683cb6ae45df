package io.isere.rdma.inprocess;

import io.isere.rdma.verbs.RdmaProviderSuite;
import io.isere.rdma.verbs.RdmaTestBed;
import io.isere.rdma.verbs.SteppedTestBed;

/** Both ends on one loop, stepped by the test. */
class InProcessSteppedTest extends RdmaProviderSuite {
    @Override
    protected RdmaTestBed createBed() {
        return new SteppedTestBed(new InProcessProvider(), 1, false);
    }
}
