package io.isere.iscsi.target;

import io.isere.datamover.Coverage;
import io.isere.datamover.ReceivedPdu;
import org.jspecify.annotations.Nullable;

/**
 * The unsolicited data of one command: what was announced, and the Data-Out PDUs that came, kept in their receive
 * buffers until the command has memory for them (RFC 7143 section 11.7).
 *
 * <p>Part of a task slot; allocates at construction only.
 */
final class UnsolicitedDataOut {
    /** FirstBurstLength of 64 KiB in PDUs of 4 KiB, with room to spare. */
    private static final int MAX_PDUS = 32;

    private final @Nullable ReceivedPdu[] pdus = new ReceivedPdu[MAX_PDUS];
    private final int[] offsetsBytes = new int[MAX_PDUS];
    private final int[] lengthsBytes = new int[MAX_PDUS];
    private int count;
    private int firstBytes;
    private int receivedBytes;
    private int expectedBytes;
    private int nextDataSn;
    private boolean inOrder = true;
    private final Coverage coverage = new Coverage();
    private boolean damaged;
    private boolean complete;

    /**
     * @param immediateBytes bytes that came with the command
     * @param announcedBytes bytes that may follow unasked; 0: none
     * @param pdusInOrder whether they come in the order of their offsets
     */
    void expect(int immediateBytes, int announcedBytes, boolean pdusInOrder) {
        nextDataSn = 0;
        damaged = false;
        inOrder = pdusInOrder;
        coverage.clear();
        firstBytes = immediateBytes;
        receivedBytes = immediateBytes;
        expectedBytes = immediateBytes + Math.max(0, announcedBytes);
        complete = announcedBytes <= 0;
    }

    /** Counts a PDU; false when none was expected, its offset is wrong, or it is more than was announced. */
    boolean accept(int dataSn, int offsetBytes, int lengthBytes, boolean last) {
        damaged |= !complete && dataSn != nextDataSn;
        if (damaged) {
            complete |= last;
            return true;
        }
        boolean inPlace = inOrder
                ? offsetBytes == receivedBytes
                : offsetBytes >= firstBytes
                        && offsetBytes <= expectedBytes - lengthBytes
                        && coverage.isFree(offsetBytes, lengthBytes);
        boolean fits = !complete && inPlace && lengthBytes <= expectedBytes - receivedBytes;
        boolean whole = receivedBytes + lengthBytes == expectedBytes;
        if (!fits || (last && !inOrder && !whole)) {
            return false;
        }
        nextDataSn++;
        receivedBytes += lengthBytes;
        if (!inOrder) {
            coverage.add(offsetBytes, lengthBytes);
        }
        complete = last || whole;
        return true;
    }

    /** One that was expected is lost. */
    void lose(boolean last) {
        if (!complete) {
            damaged = true;
            complete = last;
        }
    }

    /** Forgets what came of it but for the immediate data: the rest is going to be asked for. */
    void giveUp() {
        releaseAll();
        receivedBytes = firstBytes;
        damaged = false;
    }

    /** Keeps a PDU that was accepted; false when there are too many already. */
    boolean keep(ReceivedPdu pdu, int offsetBytes, int lengthBytes) {
        if (count == MAX_PDUS) {
            return false;
        }
        pdu.retain();
        pdus[count] = pdu;
        offsetsBytes[count] = offsetBytes;
        lengthsBytes[count] = lengthBytes;
        count++;
        return true;
    }

    /**
     * Whether a PDU was missing or out of turn. The others are thrown away then, and after the last of them the command fails,
     * or all of it is asked for (RFC 7143 sections 7.8 and 7.9).
     */
    boolean isDamaged() {
        return damaged;
    }

    /** Whether nothing more comes unasked. */
    boolean isComplete() {
        return complete;
    }

    int count() {
        return count;
    }

    ReceivedPdu pdu(int index) {
        ReceivedPdu pdu = pdus[index];
        if (pdu == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return pdu;
    }

    int offsetBytes(int index) {
        return offsetsBytes[index];
    }

    int lengthBytes(int index) {
        return lengthsBytes[index];
    }

    /** Bytes from the start of the data that came without being asked for, immediate data included. */
    int totalBytes() {
        return receivedBytes;
    }

    /** Forgets the PDUs, which the caller has released. */
    void clear() {
        for (int i = 0; i < count; i++) {
            pdus[i] = null;
        }
        count = 0;
    }

    /** Gives back every receive buffer still kept. */
    void releaseAll() {
        for (int i = 0; i < count; i++) {
            pdu(i).release();
        }
        clear();
    }
}
