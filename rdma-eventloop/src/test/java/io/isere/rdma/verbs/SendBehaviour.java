package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.memory.Access;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Send and receive. */
abstract class SendBehaviour extends RdmaBehaviour {
    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 76, 8192, 65536, MIB})
    void aSendFillsOneReceive(int lengthBytes) {
        EndpointOptions big = new EndpointOptions().memoryBytes(2 * MIB);
        Link link = connected(big, big);
        link.client().fill(0, lengthBytes, 1);
        link.server().receive(100, 64, lengthBytes + 10);
        assertThat(link.client().send(7, 0, lengthBytes)).isEqualTo(PostResult.POSTED);
        Seen received = link.server().success(0);
        assertThat(received.id()).isEqualTo(100);
        assertThat(received.opcode()).isEqualTo(WorkOpcode.RECEIVE);
        assertThat(received.byteCount()).isEqualTo(lengthBytes);
        assertThat(received.invalidated()).isFalse();
        link.server().assertHolds(64, lengthBytes, 1);
        link.server().assertZero(0, 64);
        link.server().assertZero(64 + lengthBytes, 64);
        Seen sent = link.client().success(0);
        assertThat(sent.id()).isEqualTo(7);
        assertThat(sent.opcode()).isEqualTo(WorkOpcode.SEND);
    }

    @Test
    void theServerSendsToo() {
        Link link = connected();
        link.server().fill(0, 500, 2);
        link.client().receive(1, 0, 500);
        link.server().send(2, 0, 500);
        link.client().success(0);
        link.client().assertHolds(0, 500, 2);
        link.server().success(0);
    }

    @Test
    void aMebibyteIsGatheredFromFourRanges() {
        EndpointOptions big = new EndpointOptions().memoryBytes(2 * MIB);
        Link link = connected(big, big);
        link.client().fill(0, MIB, 1);
        WorkRequest send =
                link.client().request(1, WorkOpcode.SEND, 0, 1, 1, 4099, 4100, 695_901, 700_001, MIB - 700_001);
        link.server().receive(2, 0, MIB);
        assertThat(link.client().postSend(send)).isEqualTo(PostResult.POSTED);
        assertThat(link.server().success(0).byteCount()).isEqualTo(MIB);
        link.server().assertHolds(0, MIB, 1);
    }

    @Test
    void aReceiveScattersInOrder() {
        Link link = connected();
        link.client().fill(0, 1000, 1);
        Endpoint server = link.server();
        server.postReceive(server.request(2, WorkOpcode.RECEIVE, 5000, 1, 3000, 0, 1000, 700, 6000, 1000));
        link.client().send(1, 0, 1000);
        assertThat(server.success(0).byteCount()).isEqualTo(1000);
        server.run(() -> {
            assertThat(server.bytes.get(5000)).isEqualTo(Patterns.at(1, 0));
            for (int i = 1; i < 1000; i++) {
                int at = i < 701 ? 1000 + i - 1 : 6000 + i - 701;
                assertThat(server.bytes.get(at)).isEqualTo(Patterns.at(1, i));
            }
        });
        server.assertZero(6299, 500);
    }

    @Test
    void sendsArriveInOrderAndFillReceivesInOrder() {
        Link link = connected();
        Endpoint client = link.client();
        for (int i = 0; i < 30; i++) {
            link.server().receive(1000 + i, i * 100, 100);
            client.fill(i * 100, 100, i);
        }
        client.run(() -> {
            for (int i = 0; i < 30; i++) {
                client.send(i, i * 100, 100 - i);
            }
        });
        for (int i = 0; i < 30; i++) {
            Seen received = link.server().success(i);
            assertThat(received.id()).isEqualTo(1000 + i);
            assertThat(received.byteCount()).isEqualTo(100 - i);
            link.server().assertHolds(i * 100, 100 - i, i);
            assertThat(client.success(i).id()).isEqualTo(i);
        }
    }

    @Test
    void solicitedSendsArriveAsOthersDo() {
        Link link = connected();
        link.client().fill(0, 50, 1);
        link.server().receive(1, 0, 50);
        link.client()
                .postSend(link.client()
                        .request(1, WorkOpcode.SEND)
                        .solicited(true)
                        .setSge(link.client().memory, 0, 50));
        assertThat(link.server().success(0).byteCount()).isEqualTo(50);
        link.server().assertHolds(0, 50, 1);
    }

    @Test
    void unsignaledSuccessIsNotReportedAndGivesItsPlaceBack() {
        Link link = connected(new EndpointOptions().queues(4, 4), new EndpointOptions().queues(4, 64));
        Endpoint client = link.client();
        for (int i = 0; i < 40; i++) {
            link.server().receive(i, i * 10, 10);
        }
        for (int batch = 0; batch < 10; batch++) {
            for (int i = 0; i < 4; i++) {
                WorkRequest send = client.request(batch * 4 + i, WorkOpcode.SEND)
                        .setSge(client.memory, 0, 10)
                        .signaled(i == 3);
                assertThat(client.postSend(send)).isEqualTo(PostResult.POSTED);
            }
            assertThat(client.success(batch).id()).isEqualTo(batch * 4 + 3);
            client.until("all places free", () -> client.queuePair.freeSendRequests() == 4);
        }
        link.server().awaitCompletions(40);
        assertThat(client.completions).hasSize(10);
    }

    @Test
    void aFullQueueSaysSo() {
        Link link = connected(new EndpointOptions().queues(4, 3), new EndpointOptions());
        Endpoint client = link.client();
        for (int i = 0; i < 5; i++) {
            link.server().receive(i, 0, 10);
        }
        client.run(() -> {
            for (int i = 0; i < 4; i++) {
                assertThat(client.queuePair.freeSendRequests()).isEqualTo(4 - i);
                assertThat(client.send(i, 0, 10)).isEqualTo(PostResult.POSTED);
            }
            assertThat(client.send(4, 0, 10)).isEqualTo(PostResult.QUEUE_FULL);
            for (int i = 0; i < 3; i++) {
                assertThat(client.receive(i, 0, 10)).isEqualTo(PostResult.POSTED);
            }
            assertThat(client.receive(4, 0, 10)).isEqualTo(PostResult.QUEUE_FULL);
        });
        client.awaitCompletions(4);
        assertThat(client.send(4, 0, 10)).isEqualTo(PostResult.POSTED);
        assertThat(client.success(4).id()).isEqualTo(4);
    }

    @Test
    void aHandlerMayPostAgainAtOnce() {
        Link link = connected(new EndpointOptions().queues(2, 1), new EndpointOptions().queues(2, 1));
        Endpoint client = link.client();
        Endpoint server = link.server();
        client.receive(0, 0, 100);
        server.receive(0, 0, 100);
        client.onEachCompletion = () -> answer(client, 20);
        server.onEachCompletion = () -> answer(server, 20);
        client.send(0, 0, 100);
        client.awaitCompletions(40);
        server.awaitCompletions(40);
        assertThat(client.completions).allMatch(seen -> seen.status() == WorkStatus.SUCCESS);
    }

    private static void answer(Endpoint end, int rounds) {
        Seen last = end.completions.get(end.completions.size() - 1);
        if (last.opcode() == WorkOpcode.RECEIVE) {
            if (last.id() + 1 < rounds) {
                assertThat(end.receive(last.id() + 1, 0, 100)).isEqualTo(PostResult.POSTED);
            }
            if (end.side == 1 || last.id() + 1 < rounds) {
                assertThat(end.send(last.id() + 1, 0, 100)).isEqualTo(PostResult.POSTED);
            }
        }
    }

    @Test
    void postsOnlyInTheRightStates() {
        Endpoint client = endpoint(0, new EndpointOptions());
        Endpoint server = endpoint(1, new EndpointOptions());
        assertThat(client.queuePair.state()).isEqualTo(QueuePairState.INIT);
        assertThat(client.send(1, 0, 10)).isEqualTo(PostResult.NOT_CONNECTED);
        assertThat(client.receive(1, 0, 10)).isEqualTo(PostResult.POSTED);
        connected(client, server);
        assertThat(client.queuePair.state()).isEqualTo(QueuePairState.READY);
        client.run(() -> {
            client.queuePair.disconnect();
            assertThat(client.queuePair.state()).isEqualTo(QueuePairState.ERROR);
            assertThat(client.send(1, 0, 10)).isEqualTo(PostResult.NOT_CONNECTED);
            assertThat(client.receive(1, 0, 10)).isEqualTo(PostResult.NOT_CONNECTED);
        });
        client.awaitDisconnect();
        assertThat(client.queuePair.state()).isEqualTo(QueuePairState.CLOSED);
        assertThat(client.send(1, 0, 10)).isEqualTo(PostResult.NOT_CONNECTED);
        assertThat(client.receive(1, 0, 10)).isEqualTo(PostResult.NOT_CONNECTED);
    }

    @Test
    void malformedRequestsAreRefusedAndHarmNothing() {
        Link link = connected();
        Endpoint client = link.client();
        int end = client.options.memoryBytes;
        assertThat(client.send(1, -1, 10)).isEqualTo(PostResult.INVALID);
        assertThat(client.send(1, 0, -1)).isEqualTo(PostResult.INVALID);
        assertThat(client.send(1, end - 9, 10)).isEqualTo(PostResult.INVALID);
        assertThat(client.send(1, end, 1)).isEqualTo(PostResult.INVALID);
        assertThat(client.send(1, Integer.MAX_VALUE, Integer.MAX_VALUE)).isEqualTo(PostResult.INVALID);
        assertThat(client.receive(1, end - 9, 10)).isEqualTo(PostResult.INVALID);
        WorkRequest tooMany = new WorkRequest(5).opcode(WorkOpcode.SEND);
        for (int i = 0; i < 5; i++) {
            tooMany.addSge(client.memory, 0, 1);
        }
        assertThat(client.postSend(tooMany)).isEqualTo(PostResult.INVALID);
        assertThat(client.postSend(client.request(1, WorkOpcode.RECEIVE).setSge(client.memory, 0, 1)))
                .isEqualTo(PostResult.INVALID);
        assertThat(client.postReceive(client.request(1, WorkOpcode.SEND).setSge(client.memory, 0, 1)))
                .isEqualTo(PostResult.INVALID);
        link.server().receive(1, 0, 10);
        assertThat(client.send(1, end - 10, 10)).isEqualTo(PostResult.POSTED);
        link.server().success(0);
        client.success(0);
    }

    @Test
    void memoryMustBeRegisteredHereAndWritableToReceive() {
        Link link = connected();
        Endpoint client = link.client();
        MemoryRegion readOnly =
                client.call(() -> client.device.protectionDomain().register(ByteBuffer.allocateDirect(64), 0));
        MemoryRegion gone = client.call(
                () -> client.device.protectionDomain().register(ByteBuffer.allocateDirect(64), Access.LOCAL_WRITE));
        client.run(gone::deregister);
        assertThat(client.postReceive(client.request(1, WorkOpcode.RECEIVE).setSge(readOnly, 0, 64)))
                .isEqualTo(PostResult.INVALID);
        assertThat(client.postReceive(client.request(1, WorkOpcode.RECEIVE).setSge(gone, 0, 64)))
                .isEqualTo(PostResult.INVALID);
        assertThat(client.postSend(client.request(1, WorkOpcode.SEND).setSge(gone, 0, 64)))
                .isEqualTo(PostResult.INVALID);
        assertThat(client.postSend(client.request(1, WorkOpcode.SEND).setSge(link.server().memory, 0, 64)))
                .isEqualTo(PostResult.INVALID);
        link.server().receive(1, 0, 64);
        assertThat(client.postSend(client.request(1, WorkOpcode.SEND).setSge(readOnly, 0, 64)))
                .isEqualTo(PostResult.POSTED);
        assertThat(link.server().success(0).byteCount()).isEqualTo(64);
        client.success(0);
        client.run(readOnly::deregister);
    }

    @Test
    void aSendLongerThanItsReceiveEndsTheConnection() {
        Link link = connected();
        link.client().fill(0, 101, 1);
        link.server().receive(1, 0, 100);
        link.server().receive(2, 200, 100);
        link.client().send(1, 0, 101);
        assertTerminated(link.server(), link.client(), 1, 2, 5);
        assertThat(link.server().completion(0).status()).isNotEqualTo(WorkStatus.SUCCESS);
        assertThat(link.server().completion(1).status()).isEqualTo(WorkStatus.FLUSHED);
        link.server().assertZero(100, 1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5000})
    void aSendWithoutAReceiveEndsTheConnection(int lengthBytes) {
        Link link = connected();
        link.client().receive(1, 0, 100);
        link.client().send(2, 0, lengthBytes);
        assertTerminated(link.server(), link.client(), 1, 2, 2);
        link.client().awaitCompletions(1);
        link.server().assertZero(0, 10_000);
    }
}
