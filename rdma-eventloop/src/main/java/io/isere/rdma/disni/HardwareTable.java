package io.isere.rdma.disni;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The queue pairs of a device by the key their completions carry: 16 bits of generation and 16 of place, so that the
 * completion of one that is gone finds nobody until its place was taken 65536 times more.
 *
 * <p>Thread: the device's loop. Allocates when it grows.
 */
final class HardwareTable {
    private static final int MAX = 1 << 16;

    private @Nullable HardwareQueuePair[] queuePairs = new HardwareQueuePair[16];
    private short[] generations = new short[16];

    /** Takes a place; gives its key. */
    int add(HardwareQueuePair queuePair) {
        int place = 0;
        while (place < queuePairs.length && queuePairs[place] != null) {
            place++;
        }
        if (place == MAX) {
            throw new IllegalStateException("65536 queue pairs on one loop");
        }
        if (place == queuePairs.length) {
            queuePairs = Arrays.copyOf(queuePairs, place * 2);
            generations = Arrays.copyOf(generations, place * 2);
        }
        queuePairs[place] = queuePair;
        generations[place]++;
        return (generations[place] << 16) | place;
    }

    void remove(int key) {
        if (find(key) != null) {
            queuePairs[key & 0xffff] = null;
        }
    }

    /** That of a key; null when it is gone. */
    @Nullable
    HardwareQueuePair find(int key) {
        int place = key & 0xffff;
        return place < queuePairs.length && generations[place] == (short) (key >>> 16) ? queuePairs[place] : null;
    }
}
