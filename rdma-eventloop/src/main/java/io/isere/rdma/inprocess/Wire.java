package io.isere.rdma.inprocess;

import org.jctools.queues.SpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: a ring of messages from one loop to another, or to itself.
 *
 * <p>Thread: {@link #send} and {@link #flush} the sender's loop, {@link #peek} and {@link #take} the receiver's. Lifetime: the
 * connection's. Allocates nothing after construction.
 */
final class Wire {
    /** Messages that end a connection: one of CLOSE, ABORT or TERMINATE, then END_ACKNOWLEDGED, then GONE. */
    private static final int MAX_END_MESSAGES = 3;

    private final SpscArrayQueue<WireMessage> ring;
    private final InProcessDevice sender;
    private final InProcessDevice receiver;

    /**
     * @param operationCount the operations one side may have under way and the answers to those of the other
     */
    Wire(InProcessDevice sender, InProcessDevice receiver, int operationCount) {
        this.sender = sender;
        this.receiver = receiver;
        ring = new SpscArrayQueue<>(operationCount + MAX_END_MESSAGES);
    }

    void send(WireMessage message) {
        if (!ring.offer(message)) {
            throw new IllegalStateException("a wire has room for everything both sides can have under way");
        }
    }

    /** Wakes the receiver if it sleeps; to be called after one or more messages. */
    void flush() {
        if (receiver.loop() != sender.loop()) {
            receiver.wake();
        }
    }

    @Nullable
    WireMessage peek() {
        return ring.peek();
    }

    @Nullable
    WireMessage take() {
        return ring.poll();
    }

    boolean isEmpty() {
        return ring.isEmpty();
    }
}
