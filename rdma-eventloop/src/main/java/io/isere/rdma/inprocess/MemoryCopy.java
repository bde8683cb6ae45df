package io.isere.rdma.inprocess;

import io.isere.rdma.soft.WorkEntry;
import java.nio.ByteBuffer;

/** Moves bytes between the ranges of work requests and other memory. Pure functions; allocate nothing. */
final class MemoryCopy {
    private MemoryCopy() {}

    /** All ranges of {@code from}, one after the other, into {@code to}. */
    static void gather(WorkEntry from, ByteBuffer to, int toOffsetBytes) {
        int at = toOffsetBytes;
        for (int i = 0; i < from.sgeCount(); i++) {
            to.put(at, from.slab(i).bytes(), from.offsetBytes(i), from.lengthBytes(i));
            at += from.lengthBytes(i);
        }
    }

    /** {@code lengthBytes} of {@code from} into the first range of {@code to}. */
    static void fill(ByteBuffer from, int fromOffsetBytes, int lengthBytes, WorkEntry to) {
        to.slab(0).bytes().put(to.offsetBytes(0), from, fromOffsetBytes, lengthBytes);
    }

    /** All ranges of {@code from} into the ranges of {@code to}, which are long enough. */
    static void scatter(WorkEntry from, WorkEntry to) {
        int sink = 0;
        int sinkUsed = 0;
        for (int i = 0; i < from.sgeCount(); i++) {
            int done = 0;
            while (done < from.lengthBytes(i)) {
                int room = to.lengthBytes(sink) - sinkUsed;
                if (room == 0) {
                    sink++;
                    sinkUsed = 0;
                    continue;
                }
                int length = Math.min(room, from.lengthBytes(i) - done);
                ByteBuffer source = from.slab(i).bytes();
                to.slab(sink).bytes().put(to.offsetBytes(sink) + sinkUsed, source, from.offsetBytes(i) + done, length);
                done += length;
                sinkUsed += length;
            }
        }
    }
}
