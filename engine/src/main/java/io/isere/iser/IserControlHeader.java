package io.isere.iser;

import io.isere.iscsi.pdu.Flyweight;

/**
 * iSER header in front of an iSCSI control-type PDU (RFC 7145, section 9.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-+-+---------------------------------------------------+
 * | 0001b |W|R|                  Reserved                         |
 * +-------+-+-+---------------------------------------------------+
 * |                            Write STag                         |
 * +---------------------------------------------------------------+
 * |                         Write Base Offset                     |
 * |                                                               |
 * +---------------------------------------------------------------+
 * |                             Read STag                         |
 * +---------------------------------------------------------------+
 * |                         Read Base Offset                      |
 * |                                                               |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>"Write" and "read" are the initiator's view: from its Write STag the target reads the data of a SCSI write.
 * Whoever receives must ignore STag and offset when their flag is clear. Threads, lifetime and allocation: see {@link
 * Flyweight}.
 */
public final class IserControlHeader extends IserHeader<IserControlHeader> {

    private static final int FLAGS_OFFSET = 0;
    private static final int WRITE_STAG_VALID_BIT = 0x08;
    private static final int READ_STAG_VALID_BIT = 0x04;
    private static final int WRITE_STAG_OFFSET = 4;
    private static final int WRITE_BASE_OFFSET_OFFSET = 8;
    private static final int READ_STAG_OFFSET = 16;
    private static final int READ_BASE_OFFSET_OFFSET = 20;

    /** Zeroes the header and sets the opcode: a PDU that advertises no memory. */
    public IserControlHeader init() {
        return zero(IserOpcode.CONTROL);
    }

    /** The WSV flag: Write STag and Write Base Offset are valid. */
    public boolean writeStagValid() {
        return getFlag(FLAGS_OFFSET, WRITE_STAG_VALID_BIT);
    }

    /** Sets the WSV flag. */
    public IserControlHeader writeStagValid(boolean valid) {
        return putFlag(FLAGS_OFFSET, WRITE_STAG_VALID_BIT, valid);
    }

    /** The RSV flag: Read STag and Read Base Offset are valid. */
    public boolean readStagValid() {
        return getFlag(FLAGS_OFFSET, READ_STAG_VALID_BIT);
    }

    /** Sets the RSV flag. */
    public IserControlHeader readStagValid(boolean valid) {
        return putFlag(FLAGS_OFFSET, READ_STAG_VALID_BIT, valid);
    }

    /** Steering tag of the initiator's memory that holds a SCSI write's solicited data. */
    public int writeStag() {
        return getInt(WRITE_STAG_OFFSET);
    }

    /** Sets the Write STag, not the flag. */
    public IserControlHeader writeStag(int stag) {
        return putInt(WRITE_STAG_OFFSET, stag);
    }

    /** Where in the memory of the Write STag the buffer begins: an address or, zero-based, an offset. */
    public long writeBaseOffset() {
        return getLong(WRITE_BASE_OFFSET_OFFSET);
    }

    /** Sets the Write Base Offset, not the flag. */
    public IserControlHeader writeBaseOffset(long baseOffset) {
        return putLong(WRITE_BASE_OFFSET_OFFSET, baseOffset);
    }

    /** Steering tag of the initiator's memory that takes a SCSI read's data. */
    public int readStag() {
        return getInt(READ_STAG_OFFSET);
    }

    /** Sets the Read STag, not the flag. */
    public IserControlHeader readStag(int stag) {
        return putInt(READ_STAG_OFFSET, stag);
    }

    /** Where in the memory of the Read STag the buffer begins: an address or, zero-based, an offset. */
    public long readBaseOffset() {
        return getLong(READ_BASE_OFFSET_OFFSET);
    }

    /** Sets the Read Base Offset, not the flag. */
    public IserControlHeader readBaseOffset(long baseOffset) {
        return putLong(READ_BASE_OFFSET_OFFSET, baseOffset);
    }

    /** Sets Write STag, Write Base Offset and WSV. */
    public IserControlHeader advertiseWrite(int stag, long baseOffset) {
        return writeStagValid(true).writeStag(stag).writeBaseOffset(baseOffset);
    }

    /** Sets Read STag, Read Base Offset and RSV. */
    public IserControlHeader advertiseRead(int stag, long baseOffset) {
        return readStagValid(true).readStag(stag).readBaseOffset(baseOffset);
    }
}
