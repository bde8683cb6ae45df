package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.memory.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RDMA Write, whose data is there when a later Send is delivered. */
abstract class WriteBehaviour extends RdmaBehaviour {
    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 65537, MIB, 4 * MIB})
    void theDataIsThereWhenTheSendIsDelivered(int lengthBytes) {
        EndpointOptions big = new EndpointOptions().memoryBytes(4 * MIB + 4096);
        Link link = connected(big, big);
        Endpoint client = link.client();
        Endpoint server = link.server();
        client.fill(0, lengthBytes, 1);
        Exposed sink = server.expose(1000, lengthBytes, Access.REMOTE_WRITE);
        server.receive(1, 0, 16);
        client.run(() -> {
            assertThat(client.write(5, 0, lengthBytes, sink)).isEqualTo(PostResult.POSTED);
            assertThat(client.send(6, 0, 1)).isEqualTo(PostResult.POSTED);
        });
        server.onEachCompletion = () -> Patterns.check(server.bytes, 1000, lengthBytes, 1);
        server.success(0);
        server.assertHolds(1000, lengthBytes, 1);
        server.assertZero(16, 984);
        server.assertZero(1000 + lengthBytes, 1000);
        assertThat(client.success(0).opcode()).isEqualTo(WorkOpcode.RDMA_WRITE);
        assertThat(client.success(1).opcode()).isEqualTo(WorkOpcode.SEND);
        assertThat(server.completions).hasSize(1);
    }

    @Test
    void aWriteGathers() {
        Link link = connected();
        Endpoint client = link.client();
        Endpoint server = link.server();
        client.fill(0, 10_000, 1);
        Exposed sink = server.expose(0, 10_000, Access.REMOTE_WRITE);
        server.receive(1, 20_000, 16);
        client.run(() -> {
            client.postSend(client.request(1, WorkOpcode.RDMA_WRITE, 0, 3, 3, 5000, 5003, 0, 5003, 4997)
                    .remote(sink.stag(), sink.offset()));
            client.send(2, 0, 0);
        });
        server.success(0);
        server.assertHolds(0, 10_000, 1);
    }

    @Test
    void writesGoIntoTheMiddleOfExposedMemory() {
        Link link = connected();
        Endpoint client = link.client();
        Endpoint server = link.server();
        Exposed sink = server.expose(10_000, 10_000, Access.REMOTE_WRITE);
        server.receive(1, 0, 16);
        for (int i = 0; i < 10; i++) {
            client.fill(i * 1000, 1000, i);
        }
        client.run(() -> {
            for (int i = 9; i >= 0; i--) {
                client.write(i, i * 1000, 1000, sink.plus(i * 1000L));
            }
            client.send(100, 0, 0);
        });
        server.success(0);
        for (int i = 0; i < 10; i++) {
            server.assertHolds(10_000 + i * 1000, 1000, i);
        }
        server.assertZero(9000, 1000);
        server.assertZero(20_000, 1000);
    }

    @Test
    void theServerWritesToo() {
        Link link = connected();
        Exposed sink = link.client().expose(0, 3000, Access.REMOTE_WRITE | Access.REMOTE_READ);
        link.client().receive(1, 5000, 10);
        link.server().fill(0, 3000, 9);
        Endpoint server = link.server();
        server.run(() -> {
            server.write(1, 0, 3000, sink);
            server.send(2, 0, 10);
        });
        link.client().success(0);
        link.client().assertHolds(0, 3000, 9);
    }
}
