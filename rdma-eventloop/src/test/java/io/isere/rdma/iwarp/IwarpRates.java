package io.isere.rdma.iwarp;

import io.isere.rdma.eventloop.LoopMode;
import io.isere.rdma.eventloop.LoopOptions;
import io.isere.rdma.eventloop.NettyRdmaLoop;
import io.isere.rdma.eventloop.RdmaLoopGroup;
import io.isere.rdma.eventloop.RdmaLoops;
import io.isere.rdma.eventloop.SocketKind;
import io.isere.rdma.memory.Access;
import io.isere.rdma.testing.AllocationAssert;
import io.isere.rdma.verbs.CompletionHandler;
import io.isere.rdma.verbs.CompletionQueue;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionEvents;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.WorkCompletion;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;
import io.isere.rdma.verbs.WorkStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Rates over loopback, two loops, by operation and size: a program, not a test. Sends are counted by their answers, which
 * are as long.
 *
 * <p>Arguments: seconds a figure, {@code epoll} or {@code nio}, {@code crc} or {@code plain}, FPDU bytes, most read-ahead.
 */
final class IwarpRates {
    private static final int DEPTH = 32;
    private static final int SLOT_BYTES = 1 << 16;

    private IwarpRates() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = Integer.parseInt(argument(arguments, 0, "2"));
        SocketKind kind = argument(arguments, 1, "epoll").equals("nio") ? SocketKind.NIO : SocketKind.EPOLL;
        IwarpOptions options = new IwarpOptions()
                .peerToPeer(true)
                .crc(argument(arguments, 2, "plain").equals("crc"))
                .maxFpduBytes(Integer.parseInt(argument(arguments, 3, "65536")))
                .readAheadBytes(8192, Integer.parseInt(argument(arguments, 4, "65536")));
        LoopOptions loopOptions = new LoopOptions().mode(LoopMode.BUSY).socketKind(kind);
        RdmaLoopGroup group = new RdmaLoopGroup(2, new DefaultThreadFactory("rates", true), loopOptions);
        Side server = new Side(RdmaLoops.of(group.next()), options);
        Side client = new Side(RdmaLoops.of(group.next()), options);
        CompletableFuture<InetSocketAddress> address = new CompletableFuture<>();
        server.loop.execute(() -> server.listen(address));
        InetSocketAddress listening = address.get(10, TimeUnit.SECONDS);
        client.loop.execute(() -> client.connect(listening));
        client.established.get(10, TimeUnit.SECONDS);
        server.established.get(10, TimeUnit.SECONDS);
        client.peer = server;
        for (WorkOpcode opcode : new WorkOpcode[] {WorkOpcode.SEND, WorkOpcode.RDMA_WRITE, WorkOpcode.RDMA_READ}) {
            for (int size : new int[] {100, 512, 4096, 8192, 65536}) {
                client.measure(opcode, size, seconds);
            }
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static String argument(String[] arguments, int index, String otherwise) {
        return index < arguments.length ? arguments[index] : otherwise;
    }

    /** One end. */
    private static final class Side implements CompletionHandler, ConnectionEvents {
        final NettyRdmaLoop loop;
        final CompletableFuture<ConnectionInfo> established = new CompletableFuture<>();
        private final IwarpOptions options;
        private final WorkRequest request = new WorkRequest(1);
        private RdmaDevice device;
        private MemoryRegion memory;
        private QueuePair queuePair;
        private Side peer;
        private volatile long done;
        private boolean running;
        private WorkOpcode opcode = WorkOpcode.SEND;
        private int size;
        private int next;

        Side(NettyRdmaLoop loop, IwarpOptions options) throws Exception {
            this.loop = loop;
            this.options = options;
            loop.eventLoop().submit(this::open).get(10, TimeUnit.SECONDS);
        }

        private void open() {
            device = new IwarpProvider(options).open(new DeviceContext(loop, loop.sockets()));
            int access = Access.LOCAL_WRITE | Access.REMOTE_READ | Access.REMOTE_WRITE;
            memory = device.protectionDomain().register(ByteBuffer.allocateDirect(DEPTH * SLOT_BYTES), access);
            CompletionQueue queue = device.createCompletionQueue(8 * DEPTH);
            queuePair = device.createQueuePair(new QueuePairOptions(queue, 2 * DEPTH, 4 * DEPTH, 1, this, this));
            for (int i = 0; i < 4 * DEPTH; i++) {
                postReceive(i);
            }
        }

        void listen(CompletableFuture<InetSocketAddress> address) {
            try {
                InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
                address.complete(device.connectionManager()
                        .listen(any, 1, request -> request.accept(queuePair, brings()), null)
                        .localAddress());
            } catch (java.io.IOException e) {
                address.completeExceptionally(e);
            }
        }

        void connect(InetSocketAddress to) {
            device.connectionManager().connect(queuePair, to, brings());
        }

        private static ConnectOptions brings() {
            return new ConnectOptions(new byte[0], DEPTH, DEPTH, 5_000_000_000L);
        }

        private void postReceive(int id) {
            request.id(id).opcode(WorkOpcode.RECEIVE).setSge(memory, id % DEPTH * SLOT_BYTES, SLOT_BYTES);
            queuePair.postReceive(request);
        }

        private void post(int id) {
            int offset = id * SLOT_BYTES;
            request.id(id)
                    .opcode(opcode)
                    .setSge(memory, offset, size)
                    .remote(peer.memory.stag(), peer.memory.remoteOffset(offset));
            queuePair.postSend(request);
        }

        void measure(WorkOpcode what, int bytes, int seconds) throws Exception {
            loop.eventLoop().submit(() -> start(what, bytes)).get(10, TimeUnit.SECONDS);
            TimeUnit.MILLISECONDS.sleep(700);
            double best = 0;
            long allocatedBefore =
                    loop.eventLoop().submit(AllocationAssert::allocatedBytes).get();
            long doneBefore = done;
            for (int i = 0; i < seconds; i++) {
                long before = done;
                long startNs = System.nanoTime();
                TimeUnit.SECONDS.sleep(1);
                best = Math.max(best, (done - before) * 1e9 / (System.nanoTime() - startNs));
            }
            long operations = done - doneBefore;
            long allocated =
                    loop.eventLoop().submit(AllocationAssert::allocatedBytes).get() - allocatedBefore;
            loop.eventLoop().submit(() -> running = false).get();
            TimeUnit.MILLISECONDS.sleep(200);
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %6d B  %9.0f /s  %7.3f GB/s  %.2f B/op%n",
                    what,
                    bytes,
                    best,
                    best * bytes / 1e9,
                    (double) allocated / operations);
        }

        private void start(WorkOpcode what, int bytes) {
            opcode = what;
            size = bytes;
            running = true;
            for (int i = 0; i < DEPTH; i++) {
                post(i);
            }
        }

        @Override
        public void onCompletion(WorkCompletion completion) {
            if (completion.status() != WorkStatus.SUCCESS) {
                return;
            }
            int id = (int) completion.id();
            if (completion.opcode() == WorkOpcode.RECEIVE) {
                onReceived(id, completion.byteCount());
            } else if (completion.opcode() != WorkOpcode.SEND) {
                finished(id);
            }
        }

        /** A Send is answered by a Send, since nothing else limits how many are under way. */
        private void onReceived(int id, int bytes) {
            postReceive(id);
            if (peer == null) {
                request.id(0).opcode(WorkOpcode.SEND).setSge(memory, 0, bytes);
                queuePair.postSend(request);
            } else {
                finished(next++ & (DEPTH - 1));
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
        private void finished(int id) {
            done++;
            if (running) {
                post(id);
            }
        }

        @Override
        public void onEstablished(ConnectionInfo info) {
            established.complete(info);
        }

        @Override
        public void onConnectFailed(ConnectFailure failure) {
            established.completeExceptionally(new IllegalStateException(failure.message()));
        }

        @Override
        public void onDisconnected(Disconnect disconnect) {
            System.err.println(disconnect);
        }
    }
}
