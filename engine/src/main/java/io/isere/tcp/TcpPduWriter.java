package io.isere.tcp;

import io.isere.datamover.LoopMemory;
import io.isere.iscsi.pdu.Bhs;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.scsi.task.DataSegments;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * PDUs on their way into the socket, as one gather list, and who is to hear when each has left.
 *
 * <p>Headers and data are sent from where they lie. What belongs to a PDU but lies nowhere yet (a generated header,
 * digests, padding) gets a slot:
 *
 * <pre>
 *  0                  48              52        56              60
 * +------------------+---------------+---------+---------------+
 * | generated header | header digest | padding | data digest   |
 * +------------------+---------------+---------+---------------+
 * </pre>
 *
 * <p>Thread: its connection's loop. Lifetime: the connection's. Allocates at construction only.
 */
final class TcpPduWriter {
    private static final int SLOTS = 256;
    private static final int SLOT_BYTES = 64;
    private static final int HEADER_DIGEST_OFFSET = Bhs.LENGTH_BYTES;
    private static final int DATA_DIGEST_OFFSET = 56;
    private static final int MAX_ENTRIES = 1024;
    /** Header, its digest, data in as many pieces as there can be, padding and digest. */
    private static final int MAX_ENTRIES_OF_A_PDU = 4 + DataSegments.MAX_SEGMENTS;

    private final LoopMemory memory;
    private final Slab slots = new Slab(ByteBuffer.allocateDirect(SLOTS * SLOT_BYTES));
    private final IoVector vector = new IoVector(MAX_ENTRIES);
    private final TcpDigest digest = new TcpDigest();
    private final long[] endsBytes = new long[SLOTS];
    private final @Nullable Outgoing[] owners = new @Nullable Outgoing[SLOTS];
    private final boolean[] lasts = new boolean[SLOTS];
    private long head;
    private long tail;
    private long addedBytes;
    private long sentBytes;
    private boolean headerDigests;
    private boolean dataDigests;

    TcpPduWriter(LoopMemory memory) {
        this.memory = memory;
    }

    /** Which digests the PDUs have that are handed over from now on. */
    void digests(boolean ofHeaders, boolean ofData) {
        headerDigests = ofHeaders;
        dataDigests = ofData;
    }

    /** Whether another PDU can be handed over. */
    boolean hasRoom() {
        return tail - head < SLOTS && vector.free() >= MAX_ENTRIES_OF_A_PDU;
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Memory of generated headers. */
    ByteBuffer headerBuffer() {
        return slots.bytes();
    }

    /** Where to build the header of the next PDU that has none of its own. */
    int headerOffset() {
        return (int) (tail % SLOTS) * SLOT_BYTES;
    }

    /** Hands over the PDU whose header was built at {@link #headerOffset}, with data from a task's memory. */
    boolean addGenerated(
            @Nullable DataSegments data, int dataOffsetBytes, int dataBytes, Outgoing owner, boolean last) {
        addHeader(slots, headerOffset(), Bhs.LENGTH_BYTES);
        return (data == null || addData(data, dataOffsetBytes, dataBytes)) && end(owner, last);
    }

    /** Hands over a PDU whose header lies somewhere, with data from a task's memory. */
    boolean addWithData(
            Slab header,
            int headerOffset,
            int headerBytes,
            DataSegments data,
            int dataOffsetBytes,
            int dataBytes,
            Outgoing owner) {
        addHeader(header, headerOffset, headerBytes);
        return addData(data, dataOffsetBytes, dataBytes) && end(owner, true);
    }

    /** Hands over a PDU that lies in one piece, its padding included. */
    boolean addWhole(Slab pdu, int offset, int headerBytes, int paddedDataBytes, Outgoing owner) {
        addHeader(pdu, offset, headerBytes);
        if (paddedDataBytes > 0) {
            append(pdu, offset + headerBytes, paddedDataBytes);
            if (dataDigests) {
                digest.reset();
                digest.update(pdu, offset + headerBytes, paddedDataBytes);
                addDataDigest();
            }
        }
        return end(owner, true);
    }

    private void addHeader(Slab slab, int offset, int bytes) {
        append(slab, offset, bytes);
        if (headerDigests) {
            digest.reset();
            digest.update(slab, offset, bytes);
            digest.writeTo(slots.bytes(), headerOffset() + HEADER_DIGEST_OFFSET);
            append(slots, headerOffset() + HEADER_DIGEST_OFFSET, TcpDigest.LENGTH_BYTES);
        }
    }

    /** Adds a range of a task's memory; false when that is not registered, which rules the connection out. */
    private boolean addData(DataSegments data, int offsetBytes, int bytes) {
        if (dataDigests) {
            digest.reset();
        }
        int skipBytes = offsetBytes;
        int leftBytes = bytes;
        for (int i = 0; i < data.count() && leftBytes > 0; i++) {
            int segmentBytes = data.lengthBytes(i);
            if (skipBytes >= segmentBytes) {
                skipBytes -= segmentBytes;
                continue;
            }
            int pieceBytes = Math.min(leftBytes, segmentBytes - skipBytes);
            MemoryRegion region = memory.regionOf(data.slab(i));
            if (region == null) {
                return false;
            }
            append(region.slab(), data.offsetBytes(i) + skipBytes, pieceBytes);
            if (dataDigests) {
                digest.update(region.slab(), data.offsetBytes(i) + skipBytes, pieceBytes);
            }
            skipBytes = 0;
            leftBytes -= pieceBytes;
        }
        addPadding(Bhs.padded(bytes) - bytes, bytes > 0);
        return leftBytes == 0;
    }

    private void addPadding(int padBytes, boolean hasData) {
        int padOffset = headerOffset() + DATA_DIGEST_OFFSET - padBytes;
        slots.bytes().putInt(headerOffset() + DATA_DIGEST_OFFSET - Integer.BYTES, 0);
        append(slots, padOffset, padBytes);
        if (dataDigests && hasData) {
            digest.update(slots, padOffset, padBytes);
            addDataDigest();
        }
    }

    private void addDataDigest() {
        int place = headerOffset() + DATA_DIGEST_OFFSET;
        digest.writeTo(slots.bytes(), place);
        append(slots, place, TcpDigest.LENGTH_BYTES);
    }

    private void append(Slab slab, int offset, int bytes) {
        if (vector.add(slab, offset, bytes)) {
            addedBytes += bytes;
        } else {
            throw new IllegalStateException("a PDU was handed over although there was no room");
        }
    }

    private boolean end(Outgoing owner, boolean last) {
        int slot = (int) (tail % SLOTS);
        endsBytes[slot] = addedBytes;
        owners[slot] = owner;
        lasts[slot] = last;
        tail++;
        return true;
    }

    /** Writes what the socket takes now; returns what it returned. Tells the owners of PDUs that have left. */
    long write(StreamSocket socket) {
        long written = socket.write(vector);
        if (written > 0) {
            sentBytes += written;
            tellOwners();
        }
        return written;
    }

    private void tellOwners() {
        while (head < tail) {
            int slot = (int) (head % SLOTS);
            Outgoing owner = owners[slot];
            if (endsBytes[slot] > sentBytes || owner == null) {
                return;
            }
            owners[slot] = null;
            head++;
            owner.onPduSent(lasts[slot]);
        }
    }

    /** Forgets everything; nobody is told. */
    void clear() {
        vector.clear();
        while (head < tail) {
            owners[(int) (head % SLOTS)] = null;
            head++;
        }
        sentBytes = addedBytes;
    }
}
