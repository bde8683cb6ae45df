package io.isere.rdma.iwarp;

import io.isere.rdma.verbs.RdmaProviderSuite;
import io.isere.rdma.verbs.RdmaTestBed;
import io.isere.rdma.verbs.ThreadedTestBed;

/** Each end on a loop with a thread of its own; CRCs on, so that every byte is verified. */
class IwarpThreadedTest extends RdmaProviderSuite {
    @Override
    protected RdmaTestBed createBed() {
        return ThreadedTestBed.create(
                new IwarpProvider(new IwarpOptions().peerToPeer(true).crc(true)));
    }
}
