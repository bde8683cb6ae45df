package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.memory.Access;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * One end of a connection under test, with a queue pair, a completion queue and memory of its own. It keeps all it hears.
 *
 * <p>Thread: the test's; each method hops to the end's loop and waits. The fields change on the loop.
 */
final class Endpoint implements CompletionHandler, ConnectionEvents {
    static final int ALL_ACCESS = Access.LOCAL_WRITE | Access.REMOTE_READ | Access.REMOTE_WRITE;

    final RdmaTestBed bed;
    final int side;
    final RdmaDevice device;
    final EndpointOptions options;
    final List<Seen> completions = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final List<MemoryWindow> windows = new ArrayList<>();
    ByteBuffer bytes;
    MemoryRegion memory;
    CompletionQueue completionQueue;
    QueuePair queuePair;
    ConnectionInfo info;
    ConnectFailure failure;
    Disconnect disconnect;
    int completionsAtEnd;
    Runnable onEachCompletion = () -> {};
    Runnable onEstablishedToo = () -> {};

    Endpoint(RdmaTestBed bed, int side, EndpointOptions options) {
        this.bed = bed;
        this.side = side;
        this.device = bed.device(side);
        this.options = options;
        run(this::create);
    }

    private void create() {
        bytes = ByteBuffer.allocateDirect(options.memoryBytes);
        int access = device.caps().memoryWindows() ? Access.LOCAL_WRITE : ALL_ACCESS;
        memory = device.protectionDomain().register(bytes, access);
        completionQueue = device.createCompletionQueue(options.maxSendRequests + options.maxReceiveRequests);
        queuePair = device.createQueuePair(new QueuePairOptions(
                completionQueue, options.maxSendRequests, options.maxReceiveRequests, options.maxSge, this, this));
    }

    @Override
    public void onCompletion(WorkCompletion completion) {
        completions.add(Seen.of(completion));
        onEachCompletion.run();
    }

    @Override
    public void onEstablished(ConnectionInfo established) {
        events.add("established");
        info = established;
        onEstablishedToo.run();
    }

    @Override
    public void onConnectFailed(ConnectFailure failed) {
        events.add("connectFailed");
        failure = failed;
    }

    @Override
    public void onDisconnected(Disconnect disconnected) {
        events.add("disconnected");
        disconnect = disconnected;
        completionsAtEnd = completions.size();
    }

    // ---- Hops.

    <T> T call(Callable<T> action) {
        return bed.call(side, action);
    }

    void run(Runnable action) {
        bed.call(side, () -> {
            action.run();
            return side;
        });
    }

    void until(String what, BooleanSupplier condition) {
        bed.until(side, what, condition);
    }

    // ---- Posting. Offsets are into this end's memory.

    PostResult send(long id, int offsetBytes, int lengthBytes) {
        return postSend(request(id, WorkOpcode.SEND).setSge(memory, offsetBytes, lengthBytes));
    }

    PostResult receive(long id, int offsetBytes, int lengthBytes) {
        return postReceive(request(id, WorkOpcode.RECEIVE).setSge(memory, offsetBytes, lengthBytes));
    }

    PostResult write(long id, int offsetBytes, int lengthBytes, Exposed sink) {
        return postSend(request(id, WorkOpcode.RDMA_WRITE)
                .setSge(memory, offsetBytes, lengthBytes)
                .remote(sink.stag(), sink.offset()));
    }

    PostResult read(long id, int offsetBytes, int lengthBytes, Exposed source) {
        return postSend(request(id, WorkOpcode.RDMA_READ)
                .setSge(memory, offsetBytes, lengthBytes)
                .remote(source.stag(), source.offset()));
    }

    WorkRequest request(long id, WorkOpcode opcode) {
        return new WorkRequest(device.caps().maxSge()).id(id).opcode(opcode);
    }

    /** A request with several ranges of this end's memory: offset, length, offset, length ... */
    WorkRequest request(long id, WorkOpcode opcode, int... offsetsAndLengths) {
        WorkRequest request = request(id, opcode);
        for (int i = 0; i < offsetsAndLengths.length; i += 2) {
            assertThat(request.addSge(memory, offsetsAndLengths[i], offsetsAndLengths[i + 1]))
                    .isTrue();
        }
        return request;
    }

    PostResult postSend(WorkRequest request) {
        return call(() -> queuePair.postSend(request));
    }

    PostResult postReceive(WorkRequest request) {
        return call(() -> queuePair.postReceive(request));
    }

    // ---- Memory.

    /** Opens a range of memory to the peer of this connection, by a window where the device has them. */
    Exposed expose(int offsetBytes, int lengthBytes, int access) {
        return call(() -> {
            if (!device.caps().memoryWindows()) {
                return new Exposed(memory.stag(), memory.remoteOffset(offsetBytes));
            }
            MemoryWindow window = device.protectionDomain().createWindow();
            windows.add(window);
            assertThat(queuePair.bindWindow(window, memory, offsetBytes, lengthBytes, access))
                    .isEqualTo(PostResult.POSTED);
            return new Exposed(window.stag(), window.remoteOffset());
        });
    }

    void fill(int offsetBytes, int lengthBytes, int seed) {
        run(() -> Patterns.fill(bytes, offsetBytes, lengthBytes, seed));
    }

    void assertHolds(int offsetBytes, int lengthBytes, int seed) {
        run(() -> Patterns.check(bytes, offsetBytes, lengthBytes, seed));
    }

    void assertZero(int offsetBytes, int lengthBytes) {
        run(() -> Patterns.checkZero(bytes, offsetBytes, lengthBytes));
    }

    // ---- Waiting.

    void awaitCompletions(int count) {
        until(count + " completions on side " + side, () -> completions.size() >= count);
    }

    Seen completion(int index) {
        awaitCompletions(index + 1);
        return call(() -> completions.get(index));
    }

    Seen success(int index) {
        Seen seen = completion(index);
        assertThat(seen.status()).as("status of %s", seen).isEqualTo(WorkStatus.SUCCESS);
        return seen;
    }

    void awaitEstablished() {
        until("established on side " + side, () -> info != null || failure != null);
        assertThat(failure).isNull();
    }

    ConnectFailure awaitFailure() {
        until("connect failed on side " + side, () -> failure != null);
        return failure;
    }

    Disconnect awaitDisconnect() {
        until("disconnected on side " + side, () -> disconnect != null);
        return disconnect;
    }

    /** Releases all it is made of. */
    void destroy() {
        run(() -> {
            queuePair.destroy();
            completionQueue.close();
            windows.forEach(MemoryWindow::destroy);
            memory.deregister();
        });
    }
}
