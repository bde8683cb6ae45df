package io.isere.rdma.inprocess;

import io.isere.rdma.verbs.RdmaProviderSuite;
import io.isere.rdma.verbs.RdmaTestBed;
import io.isere.rdma.verbs.SteppedTestBed;

/** Each end on a loop of its own, both stepped by the test, with deliveries that come late at random. */
class InProcessTwoSteppedLoopsTest extends RdmaProviderSuite {
    @Override
    protected RdmaTestBed createBed() {
        return new SteppedTestBed(new InProcessProvider(new InProcessFaults(1).delayDeliveries(3)), 2, false);
    }
}
