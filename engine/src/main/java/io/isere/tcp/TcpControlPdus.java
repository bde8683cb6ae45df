package io.isere.tcp;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.LoopMemory;
import io.isere.iscsi.pdu.Bhs;
import io.isere.rdma.verbs.MemoryRegion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The control PDUs of a connection: short ones, of which there are many, and a few long ones.
 *
 * <p>Thread: the connection's loop. Allocates when more are wanted at a time than ever before, up to a bound.
 */
final class TcpControlPdus {
    /** Data bytes of the PDUs that may be long: login, text, and what answers them. */
    static final int LARGE_DATA_BYTES = 8192;
    /** AHS and data bytes of the many: an extended CDB, sense data, reject headers, pings. */
    static final int SMALL_DATA_BYTES = 512;

    private static final int LARGE_PDUS = 4;
    private static final int GROWTH = 64;

    private final LoopMemory memory;
    private final TcpControlSend.Sent sent;
    private final List<MemoryRegion> regions = new ArrayList<>();
    private TcpControlSend[] all = new TcpControlSend[0];
    private @Nullable TcpControlSend freeSmall;
    private @Nullable TcpControlSend freeLarge;
    private int smallBound = GROWTH;
    private int smallCount;

    TcpControlPdus(LoopMemory memory, TcpControlSend.Sent sent) {
        this.memory = memory;
        this.sent = sent;
        grow(LARGE_PDUS, LARGE_DATA_BYTES);
    }

    /** Makes short ones, {@code count} now and as many as {@code bound} when they are wanted. */
    void reserve(int count, int bound) {
        smallBound = bound;
        growSmall(count - smallCount);
    }

    private void growSmall(int count) {
        if (count > 0) {
            grow(count, SMALL_DATA_BYTES);
            smallCount += count;
        }
    }

    private void grow(int count, int dataBytes) {
        int placeBytes = Bhs.LENGTH_BYTES + dataBytes;
        MemoryRegion region = memory.takeConnectionMemory(count * placeBytes);
        regions.add(region);
        int first = all.length;
        all = Arrays.copyOf(all, first + count);
        for (int i = count - 1; i >= 0; i--) {
            ControlPdu pdu = new ControlPdu(first + i, region.slab().bytes(), i * placeBytes, dataBytes);
            all[first + i] = new TcpControlSend(pdu, region.slab(), sent);
            release(all[first + i]);
        }
    }

    /** Takes one with its header zeroed; null when all are on their way. */
    @Nullable
    ControlPdu acquire(int dataBytes) {
        TcpControlSend taken = dataBytes <= SMALL_DATA_BYTES ? takeSmall() : takeLarge();
        if (taken == null) {
            return null;
        }
        ByteBuffer buffer = taken.pdu().buffer();
        for (int i = 0; i < Bhs.LENGTH_BYTES; i += Long.BYTES) {
            buffer.putLong(taken.pdu().bhsOffset() + i, 0);
        }
        return taken.pdu();
    }

    private @Nullable TcpControlSend takeSmall() {
        if (freeSmall == null) {
            growSmall(Math.min(GROWTH, smallBound - smallCount));
        }
        TcpControlSend taken = freeSmall;
        if (taken != null) {
            freeSmall = taken.nextFree;
        }
        return taken;
    }

    private @Nullable TcpControlSend takeLarge() {
        TcpControlSend taken = freeLarge;
        if (taken != null) {
            freeLarge = taken.nextFree;
        }
        return taken;
    }

    /** How a PDU is sent. */
    TcpControlSend of(ControlPdu pdu) {
        return all[pdu.index()];
    }

    /** Takes one back. */
    void release(TcpControlSend send) {
        send.clear();
        if (send.pdu().dataCapacityBytes() == SMALL_DATA_BYTES) {
            send.nextFree = freeSmall;
            freeSmall = send;
        } else {
            send.nextFree = freeLarge;
            freeLarge = send;
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
