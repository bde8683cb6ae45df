package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.isere.rdma.memory.Access;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory windows, and Send with Invalidate (RFC 5040 section 5.3). */
abstract class InvalidateBehaviour extends RdmaBehaviour {
    @BeforeEach
    void needWindows() {
        assumeTrue(bed.device(0).caps().memoryWindows(), "the device has no memory windows");
        assumeTrue(bed.device(1).caps().sendWithInvalidate(), "the device has no Send with Invalidate");
    }

    private static PostResult sendInvalidate(Endpoint from, int lengthBytes, int stag, boolean solicited) {
        return from.postSend(from.request(9, WorkOpcode.SEND_INVALIDATE)
                .setSge(from.memory, 0, lengthBytes)
                .solicited(solicited)
                .invalidateStag(stag));
    }

    @Test
    void theWindowIsInvalidAndTheCompletionSaysSo() {
        for (boolean solicited : new boolean[] {false, true}) {
            Link link = connected();
            Endpoint client = link.client();
            Exposed exposed = client.expose(0, 1000, Access.REMOTE_READ);
            MemoryWindow window = client.windows.get(0);
            assertThat(window.isBound()).isTrue();
            client.receive(1, 2000, 100);
            client.receive(2, 2000, 100);
            link.server().fill(0, 50, 3);
            assertThat(sendInvalidate(link.server(), 50, exposed.stag(), solicited))
                    .isEqualTo(PostResult.POSTED);
            Seen received = client.success(0);
            assertThat(received.byteCount()).isEqualTo(50);
            assertThat(received.invalidated()).isTrue();
            assertThat(received.invalidatedStag()).isEqualTo(exposed.stag());
            assertThat(client.call(window::isBound)).isFalse();
            client.assertHolds(2000, 50, 3);
            assertThat(link.server().success(0).opcode()).isEqualTo(WorkOpcode.SEND_INVALIDATE);
            link.server().send(10, 0, 10);
            assertThat(client.success(1).invalidated()).isFalse();
        }
    }

    @Test
    void aWindowCanBeBoundAgainAndHasANewStagEachTime() {
        Link link = connected();
        Endpoint client = link.client();
        Endpoint server = link.server();
        MemoryWindow window = client.call(() -> client.device.protectionDomain().createWindow());
        client.windows.add(window);
        assertThat(window.isBound()).isFalse();
        for (int i = 0; i < 300; i++) {
            int before = window.stag();
            client.run(() -> assertThat(client.queuePair.bindWindow(window, client.memory, 100, 50, Access.REMOTE_READ))
                    .isEqualTo(PostResult.POSTED));
            assertThat(window.stag()).isNotEqualTo(before);
            assertThat(window.remoteOffset()).isNotZero();
            client.receive(i, 2000, 100);
            sendInvalidate(server, 1, window.stag(), false);
            assertThat(client.success(i).invalidatedStag()).isEqualTo(window.stag());
            server.awaitCompletions(i + 1);
        }
    }

    @Test
    void anUnknownStagCannotBeInvalidated() {
        Link link = connected();
        link.client().receive(1, 0, 100);
        sendInvalidate(link.server(), 10, 0x7fffff01, false);
        assertTerminated(link.client(), link.server(), 0, 1, 9);
        assertThat(link.client().completion(0).status()).isNotEqualTo(WorkStatus.SUCCESS);
    }

    @Test
    void anStagCannotBeInvalidatedTwice() {
        Link link = connected();
        Exposed exposed = link.client().expose(0, 1000, Access.REMOTE_READ);
        link.client().receive(1, 0, 100);
        link.client().receive(2, 0, 100);
        sendInvalidate(link.server(), 10, exposed.stag(), false);
        sendInvalidate(link.server(), 10, exposed.stag(), false);
        assertTerminated(link.client(), link.server(), 0, 1, 9);
        assertThat(link.client().completion(0).status()).isEqualTo(WorkStatus.SUCCESS);
        assertThat(link.client().completion(1).status()).isNotEqualTo(WorkStatus.SUCCESS);
    }

    @Test
    void anStagOfAnotherConnectionCannotBeInvalidated() {
        Link link = connected();
        Link other = connected();
        Exposed exposed = other.client().expose(0, 1000, Access.REMOTE_READ);
        link.client().receive(1, 0, 100);
        sendInvalidate(link.server(), 10, exposed.stag(), false);
        assertTerminated(link.client(), link.server(), 0, 1, 9);
        assertThat(other.client().call(() -> other.client().windows.get(0).isBound()))
                .isTrue();
        assertThat(other.client().events).containsExactly("established");
    }

    @Test
    void aRegionThatAllConnectionsShareCannotBeInvalidated() {
        Link link = connected();
        link.client().receive(1, 0, 100);
        sendInvalidate(link.server(), 10, link.client().memory.stag(), false);
        assertTerminated(link.client(), link.server(), 0, 1, 9);
    }

    @Test
    void aBindNeedsAConnectionARangeAndARight() {
        Endpoint client = endpoint(0, new EndpointOptions());
        MemoryWindow window = client.call(() -> client.device.protectionDomain().createWindow());
        client.windows.add(window);
        assertThat(bind(client, window, 0, 10, Access.REMOTE_READ)).isEqualTo(PostResult.NOT_CONNECTED);
        connected(client, endpoint(1, new EndpointOptions()));
        int end = client.options.memoryBytes;
        assertThat(bind(client, window, end - 9, 10, Access.REMOTE_READ)).isEqualTo(PostResult.INVALID);
        assertThat(bind(client, window, -1, 10, Access.REMOTE_READ)).isEqualTo(PostResult.INVALID);
        assertThat(bind(client, window, 0, -1, Access.REMOTE_READ)).isEqualTo(PostResult.INVALID);
        assertThat(bind(client, window, 0, 10, 0)).isEqualTo(PostResult.INVALID);
        assertThat(bind(client, window, 0, 10, Access.LOCAL_WRITE)).isEqualTo(PostResult.INVALID);
        assertThat(bind(client, window, end - 10, 10, Access.REMOTE_READ)).isEqualTo(PostResult.POSTED);
        assertThat(window.isBound()).isTrue();
    }

    private static PostResult bind(Endpoint at, MemoryWindow window, int offsetBytes, int lengthBytes, int access) {
        return at.call(() -> at.queuePair.bindWindow(window, at.memory, offsetBytes, lengthBytes, access));
    }

    @Test
    void theEndOfTheConnectionIsTheEndOfItsWindows() {
        Link link = connected();
        link.client().expose(0, 1000, Access.REMOTE_READ);
        link.server().run(() -> link.server().queuePair.disconnect());
        link.client().awaitDisconnect();
        assertThat(link.client().call(() -> link.client().windows.get(0).isBound()))
                .isFalse();
    }

    @Test
    void theEndOfARegionIsTheEndOfItsWindows() {
        Link link = connected();
        Endpoint client = link.client();
        client.expose(0, 1000, Access.REMOTE_READ);
        client.run(client.memory::deregister);
        assertThat(client.call(() -> client.windows.get(0).isBound())).isFalse();
    }
}
