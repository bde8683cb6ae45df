package io.isere.iscsi.pdu;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * SCSI Command (RFC 7143, section 11.3; priority: RFC 7144, section 5.1.1).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|I| 0x01      |F|R|W|. .|ATTR | PRI   | Reserved              |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| Logical Unit Number (LUN)                                     |
 * 12|                                                               |
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag                                            |
 *   +---------------+---------------+---------------+---------------+
 * 20| Expected Data Transfer Length                                 |
 *   +---------------+---------------+---------------+---------------+
 * 24| CmdSN                                                         |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpStatSN                                                     |
 *   +---------------+---------------+---------------+---------------+
 * 32/ SCSI Command Descriptor Block (CDB)                           /
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>Behind the header may follow an {@link ExtendedCdbAhs}, a {@link BidirectionalReadAhs}, and immediate data.
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class ScsiCommandBhs extends RequestBhs<ScsiCommandBhs> {

    private static final int FLAGS_OFFSET = 1;
    private static final int READ_BIT = 0x40;
    private static final int WRITE_BIT = 0x20;
    private static final int TASK_ATTRIBUTE_MASK = 0x07;
    private static final int BYTE_2_OFFSET = 2;
    private static final int PRIORITY_MASK = 0xf0;
    private static final int EXPECTED_DATA_TRANSFER_LENGTH_BYTES_OFFSET = 20;
    private static final int CDB_OFFSET = 32;

    /** Length of the CDB field; longer CDBs continue in an {@link ExtendedCdbAhs}. */
    public static final int CDB_LENGTH_BYTES = 16;

    /** Zeroes the header, sets opcode and F bit. */
    public ScsiCommandBhs init() {
        return zero(Opcode.SCSI_COMMAND, true);
    }

    /** The R bit: the command is expected to input data (11.3.1). */
    public boolean readBit() {
        return getFlag(FLAGS_OFFSET, READ_BIT);
    }

    /** Sets the R bit. */
    public ScsiCommandBhs readBit(boolean isRead) {
        return putFlag(FLAGS_OFFSET, READ_BIT, isRead);
    }

    /** The W bit: the command is expected to output data (11.3.1). */
    public boolean writeBit() {
        return getFlag(FLAGS_OFFSET, WRITE_BIT);
    }

    /** Sets the W bit. */
    public ScsiCommandBhs writeBit(boolean isWrite) {
        return putFlag(FLAGS_OFFSET, WRITE_BIT, isWrite);
    }

    /** Task attribute: 0 untagged, 1 simple, 2 ordered, 3 head of queue, 4 ACA, others reserved (11.3.1). */
    public int taskAttribute() {
        return getUnsignedByte(FLAGS_OFFSET) & TASK_ATTRIBUTE_MASK;
    }

    /** Sets the task attribute, 0..7. */
    public ScsiCommandBhs taskAttribute(int taskAttribute) {
        return putBits(FLAGS_OFFSET, TASK_ATTRIBUTE_MASK, taskAttribute);
    }

    /** Command priority, 0..15; meaningful with iSCSIProtocolLevel 2 only (RFC 7144, 5.1.1). */
    public int priority() {
        return (getUnsignedByte(BYTE_2_OFFSET) & PRIORITY_MASK) >> 4;
    }

    /** Sets the command priority, 0..15. */
    public ScsiCommandBhs priority(int priority) {
        return putBits(BYTE_2_OFFSET, PRIORITY_MASK, priority << 4);
    }

    /** Bytes the initiator expects to be moved, of a bidirectional command those to write (11.3.4). */
    public long expectedDataTransferLengthBytes() {
        return getUnsignedInt(EXPECTED_DATA_TRANSFER_LENGTH_BYTES_OFFSET);
    }

    /** Sets the Expected Data Transfer Length, 0..2^32-1. */
    public ScsiCommandBhs expectedDataTransferLengthBytes(long bytes) {
        return putUnsignedInt(EXPECTED_DATA_TRANSFER_LENGTH_BYTES_OFFSET, bytes);
    }

    /** Absolute index in {@link #buffer()} of the 16-byte CDB field (11.3.5). */
    public int cdbOffset() {
        return offset() + CDB_OFFSET;
    }

    /** Byte {@code index}, 0..15, of the CDB field, as 0..255. */
    public int cdbByte(int index) {
        return getUnsignedByte(CDB_OFFSET + Objects.checkIndex(index, CDB_LENGTH_BYTES));
    }

    /** Copies the 16-byte CDB field to {@code target} at the absolute index {@code targetOffset}. */
    public void copyCdbTo(ByteBuffer target, int targetOffset) {
        target.put(targetOffset, buffer(), cdbOffset(), CDB_LENGTH_BYTES);
    }

    /**
     * Copies a CDB's first 16 bytes into the header, and zeroes what a shorter one leaves of the field.
     *
     * @param source holds the CDB from the absolute index {@code sourceOffset}
     * @param cdbLengthBytes length of the CDB; what exceeds 16 bytes belongs into an {@link ExtendedCdbAhs}
     */
    public ScsiCommandBhs cdb(ByteBuffer source, int sourceOffset, int cdbLengthBytes) {
        int copied = Math.min(cdbLengthBytes, CDB_LENGTH_BYTES);
        buffer().put(cdbOffset(), source, sourceOffset, copied);
        for (int index = copied; index < CDB_LENGTH_BYTES; index++) {
            putByte(CDB_OFFSET + index, 0);
        }
        return this;
    }
}
