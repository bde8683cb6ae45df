package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.memory.Access;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How connections end: everything posted is reported, then the end, once, on both sides. */
abstract class EndBehaviour extends RdmaBehaviour {
    /** Ways to end a connection. */
    enum Way {
        DISCONNECT(Disconnect.Reason.PEER_CLOSED),
        ABORT(Disconnect.Reason.BROKEN),
        DESTROY(Disconnect.Reason.BROKEN);

        final Disconnect.Reason atPeer;

        Way(Disconnect.Reason atPeer) {
            this.atPeer = atPeer;
        }

        void end(QueuePair queuePair) {
            switch (this) {
                case DISCONNECT -> queuePair.disconnect();
                case ABORT -> queuePair.abort();
                case DESTROY -> queuePair.destroy();
            }
        }
    }

    private boolean namesEndings() {
        return bed.device(0).caps().namesEndings();
    }

    private static void assertAllReportedThenTheEndOnce(Endpoint end, int posted) {
        assertThat(end.events).containsExactly("established", "disconnected");
        assertThat(end.completionsAtEnd).isEqualTo(posted);
        assertThat(end.completions).hasSize(posted);
        assertThat(end.queuePair.state()).isEqualTo(QueuePairState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    void theOtherSideHearsOfIt(Way way) {
        Link link = connected();
        link.server().receive(1, 0, 10);
        link.server().receive(2, 0, 10);
        link.client().run(() -> way.end(link.client().queuePair));
        Disconnect atPeer = link.server().awaitDisconnect();
        assertThat(atPeer.reason())
                .isIn(namesEndings() ? List.of(way.atPeer) : List.of(way.atPeer, Disconnect.Reason.PEER_CLOSED));
        assertThat(atPeer.terminate()).isEqualTo(TerminateCode.NONE);
        bed.settle();
        assertAllReportedThenTheEndOnce(link.server(), 2);
        assertThat(link.server().completions).allMatch(seen -> seen.status() == WorkStatus.FLUSHED);
    }

    @ParameterizedTest
    @EnumSource(names = {"DISCONNECT", "ABORT"})
    void thisSideHearsOfItToo(Way way) {
        Link link = connected();
        link.client().receive(1, 0, 10);
        link.client().run(() -> {
            way.end(link.client().queuePair);
            way.end(link.client().queuePair);
            assertThat(link.client().events).containsExactly("established");
        });
        assertThat(link.client().awaitDisconnect().reason()).isEqualTo(Disconnect.Reason.LOCAL);
        link.client().run(() -> way.end(link.client().queuePair));
        bed.settle();
        assertAllReportedThenTheEndOnce(link.client(), 1);
        assertThat(link.client().completion(0).status()).isEqualTo(WorkStatus.FLUSHED);
    }

    @Test
    void aDisconnectSendsFirstWhatWasPosted() {
        Link link = connected();
        for (int i = 0; i < 20; i++) {
            link.server().receive(i, i * 1000, 1000);
        }
        Endpoint client = link.client();
        client.fill(0, 1000, 5);
        client.run(() -> {
            for (int i = 0; i < 20; i++) {
                client.send(i, 0, 1000);
            }
            client.queuePair.disconnect();
        });
        for (int i = 0; i < 20; i++) {
            assertThat(link.server().success(i).byteCount()).isEqualTo(1000);
            link.server().assertHolds(i * 1000, 1000, 5);
        }
        assertThat(link.server().awaitDisconnect().reason()).isEqualTo(Disconnect.Reason.PEER_CLOSED);
        client.awaitDisconnect();
        assertAllReportedThenTheEndOnce(client, 20);
    }

    @ParameterizedTest
    @EnumSource
    void workUnderWayIsFlushedOnBothSides(Way way) {
        EndpointOptions big = new EndpointOptions().memoryBytes(8 << 20).queues(100, 100);
        Link link = connected(big, big);
        Exposed ofServer = link.server().expose(0, 1 << 20, Endpoint.ALL_ACCESS & ~Access.LOCAL_WRITE);
        Exposed ofClient = link.client().expose(0, 1 << 20, Endpoint.ALL_ACCESS & ~Access.LOCAL_WRITE);
        post(link.server(), ofClient);
        post(link.client(), ofServer);
        link.client().run(() -> way.end(link.client().queuePair));
        link.server().awaitDisconnect();
        if (way != Way.DESTROY) {
            link.client().awaitDisconnect();
            bed.settle();
            assertAllReportedThenTheEndOnce(link.client(), 60);
        }
        bed.settle();
        assertAllReportedThenTheEndOnce(link.server(), 60);
    }

    private static void post(Endpoint end, Exposed peer) {
        end.run(() -> {
            for (int i = 0; i < 20; i++) {
                end.receive(i, 7 << 20, 4096);
                end.write(100 + i, 2 << 20, 1 << 20, peer);
                end.read(200 + i, 4 << 20, 1 << 20, peer);
            }
        });
    }

    @Test
    void bothSidesAtOnce() {
        for (Way ofClient : List.of(Way.DISCONNECT, Way.ABORT)) {
            for (Way ofServer : List.of(Way.DISCONNECT, Way.ABORT)) {
                Link link = connected();
                link.client().receive(1, 0, 10);
                link.server().receive(1, 0, 10);
                link.client().run(() -> ofClient.end(link.client().queuePair));
                link.server().run(() -> ofServer.end(link.server().queuePair));
                link.client().awaitDisconnect();
                link.server().awaitDisconnect();
                bed.settle();
                assertAllReportedThenTheEndOnce(link.client(), 1);
                assertAllReportedThenTheEndOnce(link.server(), 1);
            }
        }
    }

    @Test
    void anAbortAfterADisconnectHastensIt() {
        Link link = connected();
        link.client().receive(1, 0, 10);
        link.client().run(() -> {
            link.client().queuePair.disconnect();
            link.client().queuePair.abort();
        });
        link.client().awaitDisconnect();
        link.server().awaitDisconnect();
        bed.settle();
        assertAllReportedThenTheEndOnce(link.client(), 1);
    }

    @Test
    void noCallbackAfterADestroy() {
        Link link = connected();
        Endpoint client = link.client();
        client.receive(1, 0, 10);
        client.run(() -> {
            client.send(1, 0, 0);
            client.queuePair.destroy();
            client.queuePair.destroy();
        });
        link.server().awaitDisconnect();
        bed.settle();
        assertThat(client.completions).isEmpty();
        assertThat(client.events).containsExactly("established");
        assertThat(client.queuePair.state()).isEqualTo(QueuePairState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    void fromInsideAHandler(Way way) {
        Link link = connected();
        Endpoint server = link.server();
        for (int i = 0; i < 5; i++) {
            server.receive(i, 0, 10);
        }
        server.onEachCompletion = () -> {
            if (server.completions.size() == 2) {
                way.end(server.queuePair);
            }
        };
        Endpoint client = link.client();
        client.run(() -> {
            for (int i = 0; i < 5; i++) {
                client.send(i, 0, 10);
            }
        });
        client.awaitDisconnect();
        bed.settle();
        assertAllReportedThenTheEndOnce(client, 5);
        if (way == Way.DESTROY) {
            assertThat(server.completions).hasSize(2);
        } else {
            assertAllReportedThenTheEndOnce(server, 5);
        }
    }

    @Test
    void aClosingDeviceEndsItsConnections() {
        Link link = connected();
        link.client().receive(1, 0, 10);
        link.server().run(() -> bed.device(1).close());
        Disconnect.Reason reason = link.client().awaitDisconnect().reason();
        assertThat(reason)
                .isIn(
                        Disconnect.Reason.BROKEN,
                        namesEndings() ? Disconnect.Reason.BROKEN : Disconnect.Reason.PEER_CLOSED);
        assertAllReportedThenTheEndOnce(link.client(), 1);
    }

    @Test
    void eightConnectionsAtOnce() {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            links.add(connected());
        }
        for (int i = 0; i < 8; i++) {
            links.get(i).client().fill(0, 1000, i);
            links.get(i).server().receive(1, 0, 1000);
            links.get(i).client().send(2, 0, 1000);
        }
        for (int i = 0; i < 8; i++) {
            links.get(i).server().success(0);
            links.get(i).server().assertHolds(0, 1000, i);
        }
        links.get(3).client().run(() -> links.get(3).client().queuePair.abort());
        links.get(3).server().awaitDisconnect();
        for (int i = 0; i < 8; i++) {
            if (i != 3) {
                links.get(i).client().receive(3, 0, 10);
                links.get(i).server().send(4, 0, 10);
                links.get(i).client().awaitCompletions(2);
                assertThat(links.get(i).server().events).containsExactly("established");
            }
        }
    }
}
