package io.isere.rdma.iwarp;

import io.isere.rdma.inprocess.SteppedLoop;
import io.isere.rdma.memory.Access;
import io.isere.rdma.net.NioStreamSockets;
import io.isere.rdma.net.StreamSockets;
import io.isere.rdma.verbs.CompletionHandler;
import io.isere.rdma.verbs.CompletionQueue;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionEvents;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.ConnectionManager.ForeignHandler;
import io.isere.rdma.verbs.ConnectionManager.Listener;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.PostResult;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.WorkCompletion;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;
import io.isere.rdma.verbs.WorkStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** Devices on one stepped loop, driven by the test's own thread: a small kit for tests of this provider alone. */
final class Loopback implements AutoCloseable {
    private static final long BOUND_NS = 30_000_000_000L;

    final SteppedLoop loop = new SteppedLoop();
    final RdmaDevice device;
    private long lastNs = System.nanoTime();

    Loopback(IwarpOptions options) {
        device = new IwarpProvider(options).open(new DeviceContext(loop, new NioStreamSockets(loop)));
    }

    Loopback(IwarpOptions options, StreamSockets sockets) {
        device = new IwarpProvider(options).open(new DeviceContext(loop, sockets));
    }

    void step() {
        long nowNs = System.nanoTime();
        loop.advanceNs(nowNs - lastNs);
        lastNs = nowNs;
        loop.step();
    }

    void until(String what, BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            step();
            if (System.nanoTime() - startNs > BOUND_NS) {
                throw new AssertionError("still waiting: " + what);
            }
        }
    }

    /** Listens, and has each request accepted by a new end. */
    Acceptor listen(ConnectOptions options, int memoryBytes, ForeignHandler foreign) {
        Acceptor acceptor = new Acceptor();
        try {
            acceptor.listener = device.connectionManager()
                    .listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            64,
                            request -> {
                                acceptor.last = new End(memoryBytes);
                                request.accept(acceptor.last.queuePair, options);
                            },
                            foreign);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return acceptor;
    }

    /** Two connected ends. */
    End[] connect(int memoryBytes) {
        ConnectOptions options = new ConnectOptions(new byte[0], 16, 16, 10_000_000_000L);
        Acceptor acceptor = listen(options, memoryBytes, null);
        End client = new End(memoryBytes);
        device.connectionManager().connect(client.queuePair, acceptor.listener.localAddress(), options);
        until("connected", () -> client.info != null && acceptor.last != null && acceptor.last.info != null);
        acceptor.listener.close();
        return new End[] {client, acceptor.last};
    }

    @Override
    public void close() {
        device.close();
        if (!loop.uncaught().isEmpty()) {
            throw new AssertionError("uncaught", loop.uncaught().get(0));
        }
    }

    /** What a listener got. */
    static final class Acceptor {
        Listener listener;
        End last;
    }

    /** One end with its memory, counting what it hears. */
    final class End implements CompletionHandler, ConnectionEvents {
        final ByteBuffer bytes;
        final MemoryRegion memory;
        final CompletionQueue completionQueue;
        final QueuePair queuePair;
        final WorkRequest request = new WorkRequest(4);
        ConnectionInfo info;
        ConnectFailure failure;
        Disconnect disconnect;
        int sent;
        int received;
        int flushed;
        int failed;
        WorkStatus lastStatus;
        long lastReceivedBytes;

        End(int memoryBytes) {
            bytes = ByteBuffer.allocateDirect(memoryBytes);
            int all = Access.LOCAL_WRITE | Access.REMOTE_READ | Access.REMOTE_WRITE;
            memory = device.protectionDomain().register(bytes, all);
            completionQueue = device.createCompletionQueue(512);
            queuePair = device.createQueuePair(new QueuePairOptions(completionQueue, 256, 256, 4, this, this));
        }

        void receive(int offsetBytes, int lengthBytes) {
            post(WorkOpcode.RECEIVE, offsetBytes, lengthBytes, 0, 0);
        }

        void send(int offsetBytes, int lengthBytes) {
            post(WorkOpcode.SEND, offsetBytes, lengthBytes, 0, 0);
        }

        void post(WorkOpcode opcode, int offsetBytes, int lengthBytes, int remoteStag, long remoteOffset) {
            request.opcode(opcode).setSge(memory, offsetBytes, lengthBytes).remote(remoteStag, remoteOffset);
            boolean receive = opcode == WorkOpcode.RECEIVE;
            PostResult result = receive ? queuePair.postReceive(request) : queuePair.postSend(request);
            if (result != PostResult.POSTED) {
                throw new AssertionError(result + " for " + opcode + " in " + queuePair.state());
            }
        }

        @Override
        public void onCompletion(WorkCompletion completion) {
            lastStatus = completion.status();
            if (completion.status() == WorkStatus.FLUSHED) {
                flushed++;
            } else if (completion.status() != WorkStatus.SUCCESS) {
                failed++;
            } else if (completion.opcode() == WorkOpcode.RECEIVE) {
                received++;
                lastReceivedBytes = completion.byteCount();
            } else {
                sent++;
            }
        }

        @Override
        public void onEstablished(ConnectionInfo established) {
            info = established;
        }

        @Override
        public void onConnectFailed(ConnectFailure connectFailure) {
            failure = connectFailure;
        }

        @Override
        public void onDisconnected(Disconnect disconnected) {
            disconnect = disconnected;
        }
    }
}
