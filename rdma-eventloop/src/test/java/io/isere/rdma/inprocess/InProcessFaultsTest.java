package io.isere.rdma.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.memory.Access;
import io.isere.rdma.net.NioStreamSockets;
import io.isere.rdma.verbs.CompletionQueue;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionEvents;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.ConnectionManager;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.PostResult;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults come when they were asked for, and the same each time. */
class InProcessFaultsTest {
    private static final ConnectOptions OPTIONS = new ConnectOptions(new byte[0], 4, 4, 1_000_000_000L);
    private static final int SENDS = 10;

    private final SteppedLoop loop = new SteppedLoop();
    private final List<String> log = new ArrayList<>();

    private final class End implements ConnectionEvents {
        final String name;
        final RdmaDevice device;
        final QueuePair queuePair;
        final MemoryRegion memory;

        End(String name, InProcessProvider provider) {
            this.name = name;
            device = provider.open(new DeviceContext(loop, new NioStreamSockets(loop)));
            memory = device.protectionDomain().register(ByteBuffer.allocateDirect(64), Access.LOCAL_WRITE);
            CompletionQueue completionQueue = device.createCompletionQueue(2 * SENDS);
            queuePair = device.createQueuePair(new QueuePairOptions(
                    completionQueue,
                    SENDS,
                    SENDS,
                    1,
                    completion -> log.add(name + " " + completion.opcode() + " " + completion.status()),
                    this));
        }

        @Override
        public void onEstablished(ConnectionInfo info) {
            log.add(name + " established");
        }

        @Override
        public void onConnectFailed(ConnectFailure failure) {
            log.add(name + " failed " + failure.reason());
        }

        @Override
        public void onDisconnected(Disconnect disconnect) {
            log.add(name + " disconnected " + disconnect.reason());
        }
    }

    /** Connects and sends; returns what happened, step by step. */
    private List<String> play(InProcessFaults faults) throws IOException {
        log.clear();
        InProcessProvider provider = new InProcessProvider(faults);
        End client = new End("client", provider);
        End server = new End("server", provider);
        ConnectionManager.Listener listener = server.device
                .connectionManager()
                .listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        1,
                        request -> request.accept(server.queuePair, OPTIONS),
                        null);
        client.device.connectionManager().connect(client.queuePair, listener.localAddress(), OPTIONS);
        loop.runUntilIdle();
        WorkRequest receive = new WorkRequest(1).opcode(WorkOpcode.RECEIVE).setSge(server.memory, 0, 64);
        WorkRequest send = new WorkRequest(1).setSge(client.memory, 0, 64);
        for (int i = 0; i < SENDS; i++) {
            server.queuePair.postReceive(receive);
            if (client.queuePair.postSend(send) != PostResult.POSTED) {
                break;
            }
        }
        for (int i = 0; i < 100; i++) {
            loop.step();
            log.add("step");
        }
        assertThat(loop.isIdle()).isTrue();
        client.device.close();
        server.device.close();
        return List.copyOf(log);
    }

    @Test
    void withoutFaultsAllArrives() throws IOException {
        assertThat(play(new InProcessFaults(1)).stream().filter("server RECEIVE SUCCESS"::equals))
                .hasSize(SENDS);
    }

    @Test
    void refusedConnectsAreUnreachable() throws IOException {
        InProcessFaults faults = new InProcessFaults(1).refuseConnects(1);
        assertThat(play(faults)).contains("client failed UNREACHABLE").doesNotContain("server established");
        assertThat(play(faults)).contains("client established");
    }

    @Test
    void aConnectionDropsAtTheOperationAskedFor() throws IOException {
        List<String> seen = play(new InProcessFaults(1).dropConnectionAt(4));
        assertThat(seen.stream().filter("server RECEIVE SUCCESS"::equals)).hasSize(3);
        assertThat(seen.stream().filter("client SEND SUCCESS"::equals)).hasSize(3);
        assertThat(seen.stream().filter("client SEND FLUSHED"::equals)).hasSize(SENDS - 3);
        assertThat(seen).contains("client disconnected BROKEN", "server disconnected BROKEN");
    }

    @Test
    void delaysAreTheSameForTheSameSeed() throws IOException {
        List<String> first = play(new InProcessFaults(7).delayDeliveries(5));
        assertThat(first.stream().filter("server RECEIVE SUCCESS"::equals)).hasSize(SENDS);
        assertThat(play(new InProcessFaults(7).delayDeliveries(5))).isEqualTo(first);
        assertThat(play(new InProcessFaults(8).delayDeliveries(5))).isNotEqualTo(first);
        assertThat(play(new InProcessFaults(7))).isNotEqualTo(first);
    }
}
