package io.isere.rdma.verbs;

import io.isere.rdma.memory.Access;
import io.isere.rdma.testing.AllocationAssert;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * One end of a ping-pong that allocates nothing itself: the client writes, reads and sends 4 KiB, the server sends 4 KiB
 * back. In between it notes what its loop's thread has allocated.
 *
 * <p>Thread: its loop; the volatile fields any.
 */
final class RoundTrips implements CompletionHandler, ConnectionEvents {
    static final ConnectOptions CONNECT_OPTIONS = new ConnectOptions(new byte[0], 4, 4, 20_000_000_000L);

    private static final int LENGTH = 4096;

    final QueuePair queuePair;
    volatile boolean established;
    volatile boolean done;
    volatile boolean foundNone;
    volatile boolean failed;

    private final boolean isClient;
    private final int windowRounds;
    private final int windows;
    private final BooleanSupplier peerFoundNone;
    private final MemoryRegion memory;
    private final MemoryWindow window;
    private final boolean hasWindows;
    private final CompletionQueue completionQueue;
    private final WorkRequest receive = new WorkRequest(1).opcode(WorkOpcode.RECEIVE);
    private final WorkRequest send = new WorkRequest(1).opcode(WorkOpcode.SEND).signaled(false);
    private final WorkRequest write =
            new WorkRequest(1).opcode(WorkOpcode.RDMA_WRITE).signaled(false);
    private final WorkRequest read = new WorkRequest(1).opcode(WorkOpcode.RDMA_READ);
    private int rounds;
    private long bytesBefore;
    private volatile long leastBytes = Long.MAX_VALUE;

    RoundTrips(RdmaTestBed bed, int side, int windowRounds, int windows, BooleanSupplier peerFoundNone) {
        isClient = side == 0;
        this.windowRounds = windowRounds;
        this.windows = windows;
        this.peerFoundNone = peerFoundNone;
        RdmaDevice device = bed.device(side);
        hasWindows = device.caps().memoryWindows();
        int access = hasWindows ? Access.LOCAL_WRITE : Endpoint.ALL_ACCESS;
        memory =
                bed.call(side, () -> device.protectionDomain().register(ByteBuffer.allocateDirect(8 * LENGTH), access));
        window = hasWindows ? bed.call(side, () -> device.protectionDomain().createWindow()) : null;
        completionQueue = bed.call(side, () -> device.createCompletionQueue(32));
        QueuePairOptions options = new QueuePairOptions(completionQueue, 16, 16, 1, this, this);
        queuePair = bed.call(side, () -> device.createQueuePair(options));
        receive.setSge(memory, 0, LENGTH);
        send.setSge(memory, LENGTH, LENGTH);
        write.setSge(memory, 2 * LENGTH, LENGTH);
        read.setSge(memory, 3 * LENGTH, LENGTH);
    }

    Exposed expose() {
        if (!hasWindows) {
            return new Exposed(memory.stag(), memory.remoteOffset(4 * LENGTH));
        }
        queuePair.bindWindow(window, memory, 4 * LENGTH, LENGTH, Access.REMOTE_READ | Access.REMOTE_WRITE);
        return new Exposed(window.stag(), window.remoteOffset());
    }

    RoundTrips start(Exposed peer) {
        post(queuePair.postReceive(receive));
        post(queuePair.postReceive(receive));
        if (isClient) {
            write.remote(peer.stag(), peer.offset());
            read.remote(peer.stag(), peer.offset());
            beginRound();
        }
        return this;
    }

    /** What the loop's thread allocated in the window in which it allocated least. */
    long leastBytes() {
        return leastBytes;
    }

    RoundTrips destroy() {
        queuePair.destroy();
        completionQueue.close();
        if (hasWindows) {
            window.destroy();
        }
        memory.deregister();
        return this;
    }

    @Override
    public void onCompletion(WorkCompletion completion) {
        if (completion.status() != WorkStatus.SUCCESS) {
            failed = !done;
            return;
        }
        if (completion.opcode() == WorkOpcode.RECEIVE) {
            post(queuePair.postReceive(receive));
            endRound();
        }
    }

    private void beginRound() {
        post(queuePair.postSend(write));
        post(queuePair.postSend(read));
        post(queuePair.postSend(send));
    }

    private void endRound() {
        rounds++;
        if (rounds % windowRounds == 0) {
            long bytes = AllocationAssert.allocatedBytes();
            if (rounds > windowRounds) {
                leastBytes = Math.min(leastBytes, bytes - bytesBefore);
            }
            bytesBefore = bytes;
            foundNone = leastBytes == 0;
            done = rounds == windows * windowRounds || (foundNone && peerFoundNone.getAsBoolean());
        }
        if (!isClient) {
            post(queuePair.postSend(send));
        } else if (!done) {
            beginRound();
        }
    }

    private void post(PostResult result) {
        if (result != PostResult.POSTED) {
            failed = true;
        }
    }

    @Override
    public void onEstablished(ConnectionInfo info) {
        established = true;
    }

    @Override
    public void onConnectFailed(ConnectFailure failure) {
        failed = true;
    }

    @Override
    public void onDisconnected(Disconnect disconnect) {
        failed = !done;
    }
}
