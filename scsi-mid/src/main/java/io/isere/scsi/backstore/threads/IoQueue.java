package io.isere.scsi.backstore.threads;

import io.isere.scsi.backstore.BackstoreIo;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded FIFO of requests for any number of producers and consumers: an array, without locks, without allocation.
 *
 * <p>Dmitry Vyukov's scheme: the sequence of slot {@code i} says whose turn it is. It equals the position of the next
 * offer to it when the slot is free, and that position plus one when the slot is full.
 */
final class IoQueue {
    private final int mask;
    private final @Nullable BackstoreIo[] slots;
    private final AtomicLongArray sequences;
    private final AtomicLong offers = new AtomicLong();
    private final AtomicLong polls = new AtomicLong();

    /** @param length 1 to 2^30, rounded up to a power of two of at least 2 */
    IoQueue(int length) {
        int slotCount = Math.max(2, Integer.highestOneBit(length - 1) << 1);
        mask = slotCount - 1;
        slots = new BackstoreIo[slotCount];
        sequences = new AtomicLongArray(slotCount);
        for (int slot = 0; slot < slotCount; slot++) {
            sequences.set(slot, slot);
        }
    }

    /** Appends a request; false when full. */
    boolean offer(BackstoreIo io) {
        while (true) {
            long position = offers.get();
            int slot = (int) position & mask;
            long turn = sequences.get(slot) - position;
            if (turn < 0) {
                return false;
            }
            if (turn == 0 && offers.compareAndSet(position, position + 1)) {
                slots[slot] = io;
                sequences.set(slot, position + 1);
                return true;
            }
        }
    }

    /** Takes the oldest request; null when empty. */
    @Nullable
    BackstoreIo poll() {
        while (true) {
            long position = polls.get();
            int slot = (int) position & mask;
            long turn = sequences.get(slot) - (position + 1);
            if (turn < 0) {
                return null;
            }
            if (turn == 0 && polls.compareAndSet(position, position + 1)) {
                BackstoreIo io = slots[slot];
                slots[slot] = null;
                sequences.set(slot, position + mask + 1);
                return io;
            }
        }
    }
}
