package io.isere.rdma.inprocess;

import io.isere.rdma.verbs.RdmaProviderSuite;
import io.isere.rdma.verbs.RdmaTestBed;
import io.isere.rdma.verbs.ThreadedTestBed;

/** Each end on a loop with a thread of its own. */
class InProcessThreadedTest extends RdmaProviderSuite {
    @Override
    protected RdmaTestBed createBed() {
        return ThreadedTestBed.create(new InProcessProvider());
    }
}
