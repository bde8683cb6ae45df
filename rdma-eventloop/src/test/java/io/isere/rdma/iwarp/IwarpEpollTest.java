package io.isere.rdma.iwarp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.isere.rdma.eventloop.LoopMode;
import io.isere.rdma.eventloop.LoopOptions;
import io.isere.rdma.eventloop.SocketKind;
import io.isere.rdma.verbs.RdmaProviderSuite;
import io.isere.rdma.verbs.RdmaTestBed;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.BeforeAll;

/** On Netty loops with epoll sockets, in the default mode; FPDUs fit the TCP segments. */
class IwarpEpollTest extends RdmaProviderSuite {
    @BeforeAll
    static void needsEpoll() {
        assumeTrue(Epoll.isAvailable(), "epoll needs Linux");
    }

    @Override
    protected RdmaTestBed createBed() {
        LoopOptions loopOptions = new LoopOptions().mode(LoopMode.ADAPTIVE).socketKind(SocketKind.EPOLL);
        return NettyBeds.create(loopOptions, new IwarpOptions().peerToPeer(true).fitFpdusToSegments(true));
    }
}
