package io.isere.tcp;

import io.isere.datamover.LoopMemory;
import io.isere.rdma.verbs.MemoryRegion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Places for received PDUs in three sizes: small ones for nearly everything, those that hold the immediate data of a
 * command, and a few that hold the longest data segment this side has declared to take.
 *
 * <p>TCP holds the peer back while there is none, so they are made when they are wanted, up to a bound. Thread: the
 * connection's loop. Allocates when more are wanted at a time than ever before.
 */
final class TcpReceivedPdus {
    /** Data bytes of a small place; also the longest data segment before login has settled another. */
    static final int SMALL_DATA_BYTES = 8192;

    private static final int LOGIN_PDUS = 8;
    private static final int LONGEST_PDUS = 4;

    private final LoopMemory memory;
    private final Runnable onRoom;
    private final List<MemoryRegion> regions = new ArrayList<>();
    private final int[] dataBytes = {SMALL_DATA_BYTES, SMALL_DATA_BYTES, SMALL_DATA_BYTES};
    private final int[] bounds = {LOGIN_PDUS, 0, 0};
    private final int[] made = new int[dataBytes.length];
    private final List<List<TcpReceivedPdu>> free = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private boolean wanted;

    /**
     * @param onRoom runs when a place became free after one was asked for in vain
     */
    TcpReceivedPdus(LoopMemory memory, Runnable onRoom) {
        this.memory = memory;
        this.onRoom = onRoom;
    }

    /**
     * What full feature phase needs: how many at a time, and how long their data segments can be.
     *
     * @param count small ones
     * @param tasks those that hold immediate data: one a task
     */
    void fullFeature(int count, int tasks, int burstBytes, int longestBytes) {
        bounds[0] = Math.max(count, LOGIN_PDUS);
        dataBytes[1] = Math.max(SMALL_DATA_BYTES, Math.min(burstBytes, longestBytes));
        bounds[1] = dataBytes[1] > SMALL_DATA_BYTES ? tasks : 0;
        dataBytes[2] = Math.max(SMALL_DATA_BYTES, longestBytes);
        bounds[2] = dataBytes[2] > dataBytes[1] ? LONGEST_PDUS : 0;
    }

    /** Takes a place for a data segment that is not longer than agreed; null when there is none now. */
    @Nullable
    TcpReceivedPdu acquire(int bytes) {
        int sizeClass = 0;
        while (dataBytes[sizeClass] < bytes) {
            sizeClass++;
        }
        List<TcpReceivedPdu> list = free.get(sizeClass);
        if (list.isEmpty() && made[sizeClass] < bounds[sizeClass]) {
            return make(sizeClass);
        }
        if (list.isEmpty()) {
            wanted = true;
            return null;
        }
        return list.remove(list.size() - 1);
    }

    private TcpReceivedPdu make(int sizeClass) {
        int placeBytes = (TcpReceivedPdu.HEADERS_BYTES + dataBytes[sizeClass] + 3) & ~3;
        int count = Math.min(Math.max(1, (64 << 10) / placeBytes), bounds[sizeClass] - made[sizeClass]);
        MemoryRegion region = memory.takeConnectionMemory(count * placeBytes);
        regions.add(region);
        made[sizeClass] += count;
        for (int i = 1; i < count; i++) {
            free.get(sizeClass).add(new TcpReceivedPdu(this, region.slab(), i * placeBytes, sizeClass));
        }
        return new TcpReceivedPdu(this, region.slab(), 0, sizeClass);
    }

    void release(TcpReceivedPdu pdu) {
        free.get(pdu.sizeClass()).add(pdu);
        if (wanted) {
            wanted = false;
            onRoom.run();
        }
    }

    /** Gives the memory back. */
    void close() {
        for (MemoryRegion region : regions) {
            memory.giveBackConnectionMemory(region);
        }
        regions.clear();
    }
}
