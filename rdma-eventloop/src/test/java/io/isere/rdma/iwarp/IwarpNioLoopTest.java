package io.isere.rdma.iwarp;

import io.isere.rdma.eventloop.LoopMode;
import io.isere.rdma.eventloop.LoopOptions;
import io.isere.rdma.eventloop.SocketKind;
import io.isere.rdma.verbs.RdmaProviderSuite;
import io.isere.rdma.verbs.RdmaTestBed;

/** On Netty loops that sleep whenever they can, with java.nio sockets. */
class IwarpNioLoopTest extends RdmaProviderSuite {
    @Override
    protected RdmaTestBed createBed() {
        LoopOptions loopOptions = new LoopOptions().mode(LoopMode.BLOCKING).socketKind(SocketKind.NIO);
        return NettyBeds.create(loopOptions, new IwarpOptions().peerToPeer(true));
    }
}
