package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.mpa.Fpdu;
import io.isere.rdma.iwarp.mpa.FpduCrc;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.StreamSocket;
import java.nio.ByteBuffer;

/**
 * Puts FPDUs together for one gather write: headers, trailers and small payloads in a stage, large payloads where they
 * are in registered memory.
 *
 * <pre>
 *   stage:   [len hdr][len hdr small payload crc][len hdr]                  [pad crc][len hdr] ...
 *   vector:  +-------------- one range -----------------+ [registered memory] +--- one range ---
 * </pre>
 *
 * <p>Positions count every byte ever queued and sent, so whoever remembers where its FPDU ended knows when the system
 * has taken it. Thread: its connection's loop. Lifetime: the connection's. Allocates its stage when made, nothing
 * afterwards.
 */
final class FpduWriter {
    /** Most bytes of headers that go through the stage for one FPDU: untagged DDP header and RDMA Read Request. */
    private static final int MAX_STAGED_HEADER_BYTES = 48;

    /** Most bytes an FPDU takes in the stage besides its payload. */
    static final int MAX_OVERHEAD_BYTES = Fpdu.LENGTH_FIELD_BYTES + MAX_STAGED_HEADER_BYTES + Fpdu.MAX_TRAILER_BYTES;

    private final Slab stage;
    private final IoVector vector;
    private final FpduCrc crc = new FpduCrc();
    private final int copyLimitBytes;
    private final int batchBytes;
    private final int maxRanges;
    private final boolean crcOn;

    private int stageEnd;
    private int unlistedFrom;
    private int ulpduBytes;
    private boolean copying;
    private long queuedBytes;
    private long sentBytes;

    /**
     * @param copyLimitBytes payloads up to this size are copied into the stage
     * @param batchBytes more is not queued before something was sent
     * @param maxRanges most ranges a payload consists of
     */
    FpduWriter(int stageBytes, int vectorEntries, int copyLimitBytes, int batchBytes, int maxRanges, boolean crcOn) {
        if (stageBytes < stagedBytes(copyLimitBytes) || vectorEntries < entries(maxRanges)) {
            throw new IllegalArgumentException("a transmit stage of " + stageBytes + " bytes and " + vectorEntries
                    + " ranges cannot hold one FPDU");
        }
        this.stage = new Slab(ByteBuffer.allocateDirect(stageBytes));
        this.vector = new IoVector(vectorEntries);
        this.copyLimitBytes = copyLimitBytes;
        this.batchBytes = batchBytes;
        this.maxRanges = maxRanges;
        this.crcOn = crcOn;
    }

    /** Whether another FPDU fits, whatever it is. */
    boolean hasRoom() {
        return vector.totalBytes() < batchBytes
                && stage.lengthBytes() - stageEnd >= stagedBytes(copyLimitBytes)
                && vector.free() >= entries(maxRanges);
    }

    /** The stage, to put headers into. */
    ByteBuffer bytes() {
        return stage.bytes();
    }

    /** Starts an FPDU; returns where in {@link #bytes} its DDP header goes. */
    int begin(int lengthOfUlpdu, int payloadBytes) {
        ulpduBytes = lengthOfUlpdu;
        copying = payloadBytes <= copyLimitBytes;
        unlistedFrom = stageEnd;
        stage.bytes().putShort(stageEnd, (short) lengthOfUlpdu);
        stageEnd += Fpdu.LENGTH_FIELD_BYTES;
        crc.reset();
        return stageEnd;
    }

    /** That many bytes of headers were put behind what is there. */
    void headerWritten(int bytes) {
        stageEnd += bytes;
    }

    /** Adds payload, which must stay as it is until it was sent. */
    void payload(Slab slab, int offsetBytes, int lengthBytes) {
        if (copying) {
            stage.bytes().put(stageEnd, slab.bytes(), offsetBytes, lengthBytes);
            stageEnd += lengthBytes;
            return;
        }
        listStaged();
        vector.add(slab, offsetBytes, lengthBytes);
        if (crcOn) {
            crc.update(slab, offsetBytes, lengthBytes);
        }
    }

    /** Ends the FPDU with pad and CRC. */
    void end() {
        int padBytes = Fpdu.padBytes(ulpduBytes);
        for (int i = 0; i < padBytes; i++) {
            stage.bytes().put(stageEnd + i, (byte) 0);
        }
        stageEnd += padBytes;
        if (crcOn) {
            crc.update(stage, unlistedFrom, stageEnd - unlistedFrom);
        }
        stage.bytes().putInt(stageEnd, crcOn ? crc.wireValue() : 0);
        stageEnd += Fpdu.CRC_BYTES;
        vector.add(stage, unlistedFrom, stageEnd - unlistedFrom);
        queuedBytes += Fpdu.wireBytes(ulpduBytes);
    }

    /** Queues bytes that are no FPDU: a set-up frame. */
    void raw(ByteBuffer bytes, int lengthBytes) {
        stage.bytes().put(stageEnd, bytes, 0, lengthBytes);
        vector.add(stage, stageEnd, lengthBytes);
        stageEnd += lengthBytes;
        queuedBytes += lengthBytes;
    }

    /** Lists what the stage got since the last range, before a range of other memory. */
    private void listStaged() {
        if (crcOn) {
            crc.update(stage, unlistedFrom, stageEnd - unlistedFrom);
        }
        vector.add(stage, unlistedFrom, stageEnd - unlistedFrom);
        unlistedFrom = stageEnd;
    }

    /** Writes what the system takes; returns what the socket returned. */
    long write(StreamSocket socket) {
        long written = socket.write(vector);
        if (written > 0) {
            sentBytes += written;
        }
        if (vector.count() == 0) {
            stageEnd = 0;
        }
        return written;
    }

    /** Whether everything queued was sent. */
    boolean isEmpty() {
        return vector.count() == 0;
    }

    /** Where the queued bytes end. */
    long queuedBytes() {
        return queuedBytes;
    }

    /** How far the system has taken them. */
    long sentBytes() {
        return sentBytes;
    }

    /** Copies what was not sent, so that the memory it lies in is free; returns its length. */
    int copyUnsent(ByteBuffer to) {
        int at = 0;
        for (int i = 0; i < vector.count(); i++) {
            to.put(at, vector.slab(i).bytes(), vector.offsetBytes(i), vector.lengthBytes(i));
            at += vector.lengthBytes(i);
        }
        return at;
    }

    /** Bytes not sent yet. */
    int unsentBytes() {
        return (int) vector.totalBytes();
    }

    /** Forgets what was not sent, and the memory it lies in. */
    void clear() {
        vector.clear();
        stageEnd = 0;
    }

    private static int stagedBytes(int copyLimitBytes) {
        return MAX_OVERHEAD_BYTES + copyLimitBytes;
    }

    /** A range of the stage before each range of payload, and one after the last. */
    private static int entries(int maxRanges) {
        return 2 * maxRanges + 1;
    }
}
