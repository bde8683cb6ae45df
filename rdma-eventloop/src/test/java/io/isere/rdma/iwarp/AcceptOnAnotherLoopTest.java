package io.isere.rdma.iwarp;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.iwarp.Loopback.End;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionManager.Listener;
import io.isere.rdma.verbs.ConnectionRequest;
import io.isere.rdma.verbs.Disconnect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** One loop listens, the queue pair that accepts lives on another: the socket moves between them. */
class AcceptOnAnotherLoopTest {
    private static final ConnectOptions OPTIONS = new ConnectOptions(new byte[] {1, 2}, 4, 4, 10_000_000_000L);

    private final List<Loopback> loops = new ArrayList<>();
    private final List<ConnectionRequest> requests = new ArrayList<>();

    private Loopback loop() {
        Loopback loop = new Loopback(new IwarpOptions());
        loops.add(loop);
        return loop;
    }

    private void until(BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            loops.forEach(Loopback::step);
            assertThat(System.nanoTime() - startNs).isLessThan(20_000_000_000L);
        }
    }

    private Listener listen(Loopback on) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return on.device.connectionManager().listen(any, 4, requests::add, null);
    }

    @Test
    void acceptsAndCarriesMessages() throws Exception {
        Loopback listening = loop();
        Loopback serving = loop();
        Loopback calling = loop();
        Listener listener = listen(listening);
        End client = calling.new End(65536);
        End server = serving.new End(65536);
        calling.device.connectionManager().connect(client.queuePair, listener.localAddress(), OPTIONS);
        until(() -> !requests.isEmpty());
        listening.close();
        loops.remove(listening);
        server.receive(0, 1000);
        requests.get(0).accept(server.queuePair, OPTIONS);
        until(() -> client.info != null && server.info != null);
        client.bytes.put(0, Bytes.payload(1000));
        client.send(0, 1000);
        until(() -> server.received == 1);
        byte[] got = new byte[1000];
        server.bytes.get(0, got);
        assertThat(got).isEqualTo(Bytes.payload(1000));
        server.queuePair.disconnect();
        until(() -> client.disconnect != null && server.disconnect != null);
        assertThat(client.disconnect.reason()).isEqualTo(Disconnect.Reason.PEER_CLOSED);
        loops.forEach(Loopback::close);
    }

    @Test
    void anEndThatGivesUpBeforeItsLoopTurnsClosesTheSocket() throws Exception {
        Loopback listening = loop();
        Loopback serving = loop();
        Listener listener = listen(listening);
        End client = listening.new End(4096);
        End server = serving.new End(4096);
        listening.device.connectionManager().connect(client.queuePair, listener.localAddress(), OPTIONS);
        until(() -> !requests.isEmpty());
        requests.get(0).accept(server.queuePair, OPTIONS);
        server.queuePair.abort();
        until(() -> server.failure != null);
        // The client tries once more with revision 1, which nobody answers.
        until(() -> requests.size() == 2);
        requests.get(1).reject(new byte[] {9});
        until(() -> client.failure != null);
        assertThat(client.failure.privateData()).isEqualTo(new byte[] {9});
        loops.forEach(Loopback::close);
    }
}
