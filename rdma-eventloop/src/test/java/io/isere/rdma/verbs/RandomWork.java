package io.isere.rdma.verbs;

import io.isere.rdma.memory.Access;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One end of a random workload: keeps a number of operations under way, each a Send, or a Write that is read back, of a
 * random piece of an "ocean" of random bytes that both ends hold; and verifies what the other end sends.
 *
 * <p>Memory: the ocean, a slot for each operation to read back into, a slot for each operation of the peer to write into, and
 * receive buffers. Thread: its endpoint's loop; what both ends touch is made for it.
 */
final class RandomWork {
    private static final int DEPTH = 32;
    private static final int RECEIVES = 32;
    private static final int TINY = 64;
    private static final int SLOT = 1 << 20;
    private static final int OCEAN = 2 * SLOT;
    private static final int READ_BACK = OCEAN;
    private static final int FOR_PEER = READ_BACK + DEPTH * SLOT;
    private static final int RECEIVE = FOR_PEER + DEPTH * SLOT;

    static final int MEMORY_BYTES = RECEIVE + RECEIVES * SLOT;

    private static final int KIND_SEND = 1;
    private static final int KIND_WRITE = 2;
    private static final int KIND_READ = 3;
    private static final int KIND_RECEIVE = 4;

    volatile int finishedCount;
    volatile String failure;

    /** Sends the peer has a receive for. */
    final AtomicInteger credits = new AtomicInteger();

    /** Where in the ocean and how long the Sends of this end were, in order: packed offset and length. */
    final Queue<Long> sent = new ConcurrentLinkedQueue<>();

    private final Endpoint end;
    private final Random random;
    private final int operations;
    private final int leastBytes;
    private final int[] slotOffsets = new int[DEPTH];
    private final int[] slotLengths = new int[DEPTH];
    private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
    private RandomWork peer;
    private Exposed sink;
    private int startedCount;
    private int receiveCount;
    private int finished;

    RandomWork(Endpoint end, long seed, int operations) {
        this.end = end;
        this.random = new Random(seed);
        this.operations = operations;
        leastBytes = end.bed.quirks().contains(DeviceQuirk.BREAKS_TINY_MESSAGES_ACROSS_PAGES) ? TINY : 1;
        end.run(() -> {
            byte[] ocean = new byte[OCEAN];
            new Random(1).nextBytes(ocean);
            end.bytes.put(0, ocean);
        });
        for (int slot = 0; slot < DEPTH; slot++) {
            freeSlots.add(slot);
        }
        end.onEachCompletion = () -> onCompletion(end.completions.remove(0));
    }

    void meet(RandomWork other) {
        peer = other;
        sink = other.end.expose(FOR_PEER, DEPTH * SLOT, Access.REMOTE_READ | Access.REMOTE_WRITE);
        for (int i = 0; i < RECEIVES; i++) {
            end.run(this::postReceive);
        }
    }

    private void postReceive() {
        int slot = receiveCount++ % RECEIVES;
        require(end.receive(WorkId.pack(0, KIND_RECEIVE, slot), RECEIVE + slot * SLOT, SLOT));
        peer.credits.incrementAndGet();
    }

    void start() {
        while (startedCount < operations && !freeSlots.isEmpty() && failure == null) {
            startOne(freeSlots.remove());
            startedCount++;
        }
    }

    private void startOne(int slot) {
        // Every order of magnitude is as likely.
        int length = (int) Math.pow(2, random.nextDouble() * 20);
        slotLengths[slot] = Math.max(length, leastBytes);
        slotOffsets[slot] = random.nextInt(OCEAN - SLOT);
        boolean sends = random.nextInt(3) == 0 && credits.get() > 0;
        if (sends) {
            credits.decrementAndGet();
            sent.add(((long) slotOffsets[slot] << 32) | slotLengths[slot]);
            require(end.send(WorkId.pack(0, KIND_SEND, slot), slotOffsets[slot], slotLengths[slot]));
            return;
        }
        Exposed at = sink.plus((long) slot * SLOT);
        require(end.postSend(end.request(WorkId.pack(0, KIND_WRITE, slot), WorkOpcode.RDMA_WRITE)
                .setSge(end.memory, slotOffsets[slot], slotLengths[slot])
                .remote(at.stag(), at.offset())
                .signaled(random.nextBoolean())
                .fenced(random.nextInt(8) == 0)));
        require(end.read(WorkId.pack(0, KIND_READ, slot), READ_BACK + slot * SLOT, slotLengths[slot], at));
    }

    private void onCompletion(Seen seen) {
        if (failure != null) {
            return;
        }
        if (seen.status() != WorkStatus.SUCCESS) {
            failure = seen.toString();
            return;
        }
        int slot = WorkId.index(seen.id());
        switch (WorkId.kind(seen.id())) {
            case KIND_SEND -> finish(slot);
            case KIND_READ -> {
                verify("read", READ_BACK + slot * SLOT, slotOffsets[slot], slotLengths[slot]);
                finish(slot);
            }
            case KIND_RECEIVE -> onReceived(slot, seen.byteCount());
            default -> {
                // A signaled write; its slot is free when it was read back.
            }
        }
    }

    private void onReceived(int slot, int byteCount) {
        long expected = peer.sent.remove();
        if (byteCount != (int) expected) {
            failure = "received " + byteCount + " bytes, not " + (int) expected;
            return;
        }
        verify("receive", RECEIVE + slot * SLOT, (int) (expected >>> 32), byteCount);
        postReceive();
    }

    private void verify(String what, int atBytes, int oceanOffsetBytes, int lengthBytes) {
        ByteBuffer found = end.bytes.duplicate().position(atBytes).limit(atBytes + lengthBytes);
        ByteBuffer wanted = end.bytes.duplicate().position(oceanOffsetBytes).limit(oceanOffsetBytes + lengthBytes);
        int mismatch = found.mismatch(wanted);
        if (mismatch >= 0) {
            failure = what + " of " + lengthBytes + " bytes differs at byte " + mismatch;
        }
    }

    private void finish(int slot) {
        freeSlots.add(slot);
        finished++;
        finishedCount = finished;
        start();
    }

    private void require(PostResult result) {
        if (result != PostResult.POSTED) {
            failure = "posting gave " + result;
        }
    }
}
