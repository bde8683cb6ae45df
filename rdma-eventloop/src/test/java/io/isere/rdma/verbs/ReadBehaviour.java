package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.memory.Access;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RDMA Read: sizes, how many at a time, fences, and the order of completions. */
abstract class ReadBehaviour extends RdmaBehaviour {
    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 65537, MIB, 4 * MIB})
    void bringsTheData(int lengthBytes) {
        EndpointOptions big = new EndpointOptions().memoryBytes(4 * MIB + 4096);
        Link link = connected(big, big);
        link.server().fill(500, lengthBytes, 1);
        Exposed source = link.server().expose(500, lengthBytes, Access.REMOTE_READ);
        assertThat(link.client().read(3, 1000, lengthBytes, source)).isEqualTo(PostResult.POSTED);
        Seen read = link.client().success(0);
        assertThat(read.id()).isEqualTo(3);
        assertThat(read.opcode()).isEqualTo(WorkOpcode.RDMA_READ);
        assertThat(read.byteCount()).isEqualTo(lengthBytes);
        link.client().assertHolds(1000, lengthBytes, 1);
        link.client().assertZero(0, 1000);
        link.client().assertZero(1000 + lengthBytes, 1000);
        assertThat(link.server().completions).isEmpty();
    }

    @Test
    void theServerReadsToo() {
        Link link = connected();
        link.client().fill(0, 5000, 1);
        Exposed source = link.client().expose(0, 5000, Access.REMOTE_READ);
        link.server().read(1, 0, 5000, source);
        link.server().success(0);
        link.server().assertHolds(0, 5000, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16})
    void readsAboveTheOrdWait(int ord) {
        Link link = connected(new EndpointOptions().reads(16, ord), new EndpointOptions().reads(ord, 16));
        assertThat(link.client().queuePair.ord())
                .isEqualTo(Math.min(ord, bed.device(0).caps().maxOrd()));
        link.server().fill(0, 60_000, 1);
        Exposed source = link.server().expose(0, 60_000, Access.REMOTE_READ);
        Endpoint client = link.client();
        client.run(() -> {
            for (int i = 0; i < 60; i++) {
                assertThat(client.read(i, i * 1000, 1000, source.plus(i * 1000L)))
                        .isEqualTo(PostResult.POSTED);
            }
        });
        for (int i = 0; i < 60; i++) {
            assertThat(client.success(i).id()).isEqualTo(i);
        }
        client.assertHolds(0, 60_000, 1);
    }

    @Test
    void readsOfBothSidesAtOnce() {
        EndpointOptions big = new EndpointOptions().memoryBytes(4 * MIB);
        Link link = connected(big, big);
        for (Endpoint end : new Endpoint[] {link.client(), link.server()}) {
            end.fill(0, MIB, end.side);
        }
        Exposed ofServer = link.server().expose(0, MIB, Access.REMOTE_READ);
        Exposed ofClient = link.client().expose(0, MIB, Access.REMOTE_READ);
        for (int i = 0; i < 16; i++) {
            link.client().read(i, 2 * MIB + i * 65536, 65536, ofServer.plus(i * 65536L));
            link.server().read(i, 2 * MIB + i * 65536, 65536, ofClient.plus(i * 65536L));
        }
        link.client().awaitCompletions(16);
        link.server().awaitCompletions(16);
        link.client().assertHolds(2 * MIB, MIB, 1);
        link.server().assertHolds(2 * MIB, MIB, 0);
    }

    @Test
    void aReadSeesAnEarlierWrite() {
        Link link = connected();
        Endpoint client = link.client();
        client.fill(0, 8000, 7);
        Exposed both = link.server().expose(0, 8000, Access.REMOTE_READ | Access.REMOTE_WRITE);
        client.run(() -> {
            client.write(1, 0, 8000, both);
            client.read(2, 10_000, 8000, both);
        });
        client.success(1);
        client.assertHolds(10_000, 8000, 7);
    }

    @Test
    void aFencedWriteDoesNotPassTheRead() {
        Link link = connected();
        Endpoint client = link.client();
        link.server().fill(0, 20_000, 1);
        client.fill(0, 20_000, 2);
        Exposed both = link.server().expose(0, 20_000, Access.REMOTE_READ | Access.REMOTE_WRITE);
        link.server().receive(1, 30_000, 10);
        client.run(() -> {
            client.read(1, 30_000, 20_000, both);
            client.postSend(client.request(2, WorkOpcode.RDMA_WRITE)
                    .setSge(client.memory, 0, 20_000)
                    .remote(both.stag(), both.offset())
                    .fenced(true));
            client.send(3, 0, 1);
        });
        client.success(2);
        link.server().success(0);
        client.assertHolds(30_000, 20_000, 1);
        link.server().assertHolds(0, 20_000, 2);
    }

    @Test
    void aFencedSendIsDeliveredAfterTheReadCompleted() {
        Link link = connected();
        Endpoint client = link.client();
        Exposed source = link.server().expose(0, 20_000, Access.REMOTE_READ);
        for (int i = 0; i < 4; i++) {
            link.server().receive(i, 30_000, 10);
        }
        client.run(() -> {
            for (int i = 0; i < 4; i++) {
                client.read(2L * i, 30_000, 20_000, source);
                client.postSend(client.request(2L * i + 1, WorkOpcode.SEND)
                        .setSge(client.memory, 0, 1)
                        .fenced(true));
            }
        });
        link.server().awaitCompletions(4);
        for (int i = 0; i < 8; i++) {
            assertThat(client.success(i).id()).isEqualTo(i);
        }
    }

    @Test
    void completionsComeInPostingOrderWhateverTheMix() {
        Link link = connected();
        Endpoint client = link.client();
        Exposed both = link.server().expose(0, 20_000, Access.REMOTE_READ | Access.REMOTE_WRITE);
        for (int i = 0; i < 20; i++) {
            link.server().receive(i, 30_000 + i * 10, 10);
        }
        client.run(() -> {
            for (int i = 0; i < 60; i++) {
                PostResult posted = switch (i % 3) {
                    case 0 -> client.read(i, 40_000, 10_000, both);
                    case 1 -> client.send(i, 0, 10);
                    default -> client.write(i, 0, 5000, both.plus(10_000));
                };
                assertThat(posted).isEqualTo(PostResult.POSTED);
            }
        });
        for (int i = 0; i < 60; i++) {
            assertThat(client.success(i).id()).isEqualTo(i);
        }
        link.server().awaitCompletions(20);
    }

    @Test
    void aReadTakesExactlyOneWritableRange() {
        Link link = connected();
        Endpoint client = link.client();
        Exposed source = link.server().expose(0, 1000, Access.REMOTE_READ);
        assertThat(client.postSend(
                        client.request(1, WorkOpcode.RDMA_READ, 0, 10, 10, 10).remote(source.stag(), source.offset())))
                .isEqualTo(PostResult.INVALID);
        MemoryRegion readOnly =
                client.call(() -> client.device.protectionDomain().register(ByteBuffer.allocateDirect(64), 0));
        assertThat(client.postSend(client.request(1, WorkOpcode.RDMA_READ)
                        .setSge(readOnly, 0, 10)
                        .remote(source.stag(), source.offset())))
                .isEqualTo(PostResult.INVALID);
        client.run(readOnly::deregister);
    }
}
