package io.isere.rdma.soft;

import io.isere.rdma.loop.LoopPollable;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.verbs.CompletionQueue;
import io.isere.rdma.verbs.RdmaException;
import io.isere.rdma.verbs.WorkCompletion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ring of completions that the loop polls. The only place where a software provider calls completion handlers and reports
 * the end of connections, so neither ever happens inside a post call.
 *
 * <p>Each queue pair reserves room for both its work queues, hence the ring cannot overflow. The ring grows with what is
 * reserved, up to the capacity, so that a large capacity costs nothing before it is needed. A handler that throws costs its
 * own connection only.
 *
 * <p>Thread: its loop. Lifetime: until {@link #close}. Allocates when queue pairs are made, and a slot of the ring when more
 * completions wait than ever before.
 */
public final class SoftCompletionQueue implements CompletionQueue, LoopPollable {
    private final RdmaLoop loop;
    private final int capacity;
    private @Nullable CompletionSlot[] ring = new CompletionSlot[1];
    private final WorkCompletion completion = new WorkCompletion();
    private final List<SoftQueuePair> endings = new ArrayList<>();
    private int head;
    private int tail;
    private int reserved;
    private boolean closed;

    /** Registers itself with the loop. */
    public SoftCompletionQueue(RdmaLoop loop, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a completion queue needs a capacity of at least 1, not " + capacity);
        }
        this.loop = loop;
        this.capacity = capacity;
        loop.register(this);
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public int size() {
        return tail - head;
    }

    /** Room that queue pairs have reserved. */
    public int reserved() {
        return reserved;
    }

    @Override
    public void close() {
        if (reserved > 0) {
            throw new IllegalStateException("destroy the queue pairs of a completion queue before it");
        }
        if (!closed) {
            closed = true;
            loop.deregister(this);
        }
    }

    @Override
    public int poll(int budget) {
        int done = 0;
        while (done < budget && head != tail) {
            CompletionSlot slot = slot(head);
            head++;
            slot.deliver(completion);
            done++;
        }
        if (head == tail) {
            // From the front again: the same few slots stay in the processor's cache.
            head = 0;
            tail = 0;
        }
        if (!endings.isEmpty()) {
            done += reportEndings();
        }
        return done;
    }

    @Override
    public boolean arm() {
        return head == tail && endings.isEmpty();
    }

    @Override
    public void disarm() {
        // Nothing was armed: only its own loop adds completions.
    }

    void reserve(int completions) {
        if (closed || completions > capacity - reserved) {
            throw new RdmaException("the queue pair needs room for " + completions + " completions, but of " + capacity
                    + " in the completion queue " + reserved + " are reserved already"
                    + (closed ? ", and it is closed" : ""));
        }
        reserved += completions;
        if (reserved > ring.length) {
            grow(Integer.highestOneBit(reserved - 1) << 1);
        }
    }

    /** Makes the ring longer, with what waits in it at its front. */
    private void grow(int size) {
        CompletionSlot[] longer = new CompletionSlot[size];
        int waiting = tail - head;
        for (int i = 0; i < size; i++) {
            longer[i] = i < ring.length ? ring[(head + i) & (ring.length - 1)] : null;
        }
        ring = longer;
        head = 0;
        tail = waiting;
    }

    private CompletionSlot slot(int index) {
        int place = index & (ring.length - 1);
        CompletionSlot slot = ring[place];
        if (slot == null) {
            slot = new CompletionSlot();
            ring[place] = slot;
        }
        return slot;
    }

    /** Takes back a reservation and forgets what the queue pair still had in the ring. */
    void release(SoftQueuePair queuePair, int completions) {
        reserved -= completions;
        endings.remove(queuePair);
        int kept = head;
        for (int i = head; i != tail; i++) {
            CompletionSlot slot = slot(i);
            if (slot.belongsTo(queuePair)) {
                slot.clear();
            } else {
                ring[i & (ring.length - 1)] = slot(kept);
                ring[kept & (ring.length - 1)] = slot;
                kept++;
            }
        }
        tail = kept;
    }

    void add(SoftQueuePair queuePair, WorkQueue queue, WorkEntry entry) {
        slot(tail).set(queuePair, queue, entry);
        tail++;
    }

    /** Reports the end of the queue pair once the handler has seen its last completion. */
    void addEnding(SoftQueuePair queuePair) {
        endings.add(queuePair);
    }

    private int reportEndings() {
        int reported = 0;
        // A handler may destroy this queue pair or others, so look anew at the size each time.
        for (int i = 0; i < endings.size(); ) {
            SoftQueuePair queuePair = endings.get(i);
            if (queuePair.isReported()) {
                endings.remove(i);
                queuePair.reportEnd();
                reported++;
            } else {
                i++;
            }
        }
        return reported;
    }
}
