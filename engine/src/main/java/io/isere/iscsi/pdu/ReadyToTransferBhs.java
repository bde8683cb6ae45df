package io.isere.iscsi.pdu;

/**
 * Ready To Transfer (R2T) (RFC 7143, section 11.8).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x31      |1| Reserved                                    |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| LUN                                                           |
 * 12|                                                               |
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag                                            |
 *   +---------------+---------------+---------------+---------------+
 * 20| Target Transfer Tag                                           |
 *   +---------------+---------------+---------------+---------------+
 * 24| StatSN                                                        |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 32| MaxCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 36| R2TSN                                                         |
 *   +---------------+---------------+---------------+---------------+
 * 40| Buffer Offset                                                 |
 *   +---------------+---------------+---------------+---------------+
 * 44| Desired Data Transfer Length                                  |
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class ReadyToTransferBhs extends ResponseBhs<ReadyToTransferBhs> {

    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;
    private static final int R2T_SN_OFFSET = 36;
    private static final int BUFFER_OFFSET_BYTES_OFFSET = 40;
    private static final int DESIRED_DATA_TRANSFER_LENGTH_BYTES_OFFSET = 44;

    /** Zeroes the header, sets opcode and F bit. */
    public ReadyToTransferBhs init() {
        return zero(Opcode.READY_TO_TRANSFER, true);
    }

    /** The tag all Data-Out of this R2T must copy; never {@link #RESERVED_TAG} (11.8.5). */
    public int targetTransferTag() {
        return getInt(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the Target Transfer Tag. */
    public ReadyToTransferBhs targetTransferTag(int tag) {
        return putInt(TARGET_TRANSFER_TAG_OFFSET, tag);
    }

    /** Number of this R2T within the command, from 0; counts Data-Ins too (11.8.2). */
    public int r2tSn() {
        return getInt(R2T_SN_OFFSET);
    }

    /** Sets R2TSN. */
    public ReadyToTransferBhs r2tSn(int r2tSn) {
        return putInt(R2T_SN_OFFSET, r2tSn);
    }

    /** Where the wanted data begin within the whole transfer (11.8.4). */
    public long bufferOffsetBytes() {
        return getUnsignedInt(BUFFER_OFFSET_BYTES_OFFSET);
    }

    /** Sets Buffer Offset, 0..2^32-1. */
    public ReadyToTransferBhs bufferOffsetBytes(long bytes) {
        return putUnsignedInt(BUFFER_OFFSET_BYTES_OFFSET, bytes);
    }

    /** How much is wanted: 1..MaxBurstLength (11.8.4). */
    public long desiredDataTransferLengthBytes() {
        return getUnsignedInt(DESIRED_DATA_TRANSFER_LENGTH_BYTES_OFFSET);
    }

    /** Sets Desired Data Transfer Length, 1..2^32-1. */
    public ReadyToTransferBhs desiredDataTransferLengthBytes(long bytes) {
        return putUnsignedInt(DESIRED_DATA_TRANSFER_LENGTH_BYTES_OFFSET, bytes);
    }
}
