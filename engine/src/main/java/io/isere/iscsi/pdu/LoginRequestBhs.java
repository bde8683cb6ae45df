package io.isere.iscsi.pdu;

/**
 * Login Request (RFC 7143, section 11.12).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|1| 0x03      |T|C|.|.|CSG|NSG| Version-max   | Version-min   |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| ISID                                                          |
 *   +                               +---------------+---------------+
 * 12|                               | TSIH                          |
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag                                            |
 *   +---------------+---------------+---------------+---------------+
 * 20| CID                           | Reserved                      |
 *   +---------------+---------------+---------------+---------------+
 * 24| CmdSN                                                         |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpStatSN or Reserved                                         |
 *   +---------------+---------------+---------------+---------------+
 * 32/ Reserved                                                      /
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>{@link #lun()} has no meaning here: ISID and TSIH take its place.
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class LoginRequestBhs extends RequestBhs<LoginRequestBhs> {

    private static final int FLAGS_OFFSET = 1;
    private static final int CONTINUE_BIT = 0x40;
    private static final int CURRENT_STAGE_MASK = 0x0c;
    private static final int NEXT_STAGE_MASK = 0x03;
    private static final int VERSION_MAX_OFFSET = 2;
    private static final int VERSION_MIN_OFFSET = 3;
    private static final int TSIH_OFFSET = 14;
    private static final int CID_OFFSET = 20;
    private static final int ISID_OFFSET = 8;

    /** Zeroes the header, sets opcode and I bit: login requests are always immediate. */
    public LoginRequestBhs init() {
        return zero(Opcode.LOGIN_REQUEST, false).immediateBit(true);
    }

    /** The C bit: the text goes on in the next PDU of this direction; excludes T (11.12.2). */
    public boolean continueBit() {
        return getFlag(FLAGS_OFFSET, CONTINUE_BIT);
    }

    /** Sets the C bit. */
    public LoginRequestBhs continueBit(boolean continued) {
        return putFlag(FLAGS_OFFSET, CONTINUE_BIT, continued);
    }

    /** CSG, the current stage's code: 0 security, 1 operational, 3 full feature (11.12.3). */
    public int currentStage() {
        return (getUnsignedByte(FLAGS_OFFSET) & CURRENT_STAGE_MASK) >> 2;
    }

    /** Sets CSG, 0..3. */
    public LoginRequestBhs currentStage(int currentStage) {
        return putBits(FLAGS_OFFSET, CURRENT_STAGE_MASK, currentStage << 2);
    }

    /** NSG, the next stage's code; valid if T is set (11.12.3). */
    public int nextStage() {
        return getUnsignedByte(FLAGS_OFFSET) & NEXT_STAGE_MASK;
    }

    /** Sets NSG, 0..3. */
    public LoginRequestBhs nextStage(int nextStage) {
        return putBits(FLAGS_OFFSET, NEXT_STAGE_MASK, nextStage);
    }

    /** Version-max: highest version the sender supports; 0 for RFC 7143. */
    public int versionMax() {
        return getUnsignedByte(VERSION_MAX_OFFSET);
    }

    /** Sets Version-max, 0..255. */
    public LoginRequestBhs versionMax(int versionMax) {
        return putByte(VERSION_MAX_OFFSET, versionMax);
    }

    /** Version-min: lowest version the initiator supports; 0 for RFC 7143 (11.12.4). */
    public int versionMin() {
        return getUnsignedByte(VERSION_MIN_OFFSET);
    }

    /** Sets Version-min, 0..255. */
    public LoginRequestBhs versionMin(int versionMin) {
        return putByte(VERSION_MIN_OFFSET, versionMin);
    }

    /** Target session identifying handle; 0 asks for a new session (11.12.6). */
    public int tsih() {
        return getUnsignedShort(TSIH_OFFSET);
    }

    /** Sets TSIH, 0..65535. */
    public LoginRequestBhs tsih(int tsih) {
        return putShort(TSIH_OFFSET, tsih);
    }

    /** Connection ID within the session (11.12.7). */
    public int cid() {
        return getUnsignedShort(CID_OFFSET);
    }

    /** Sets CID, 0..65535. */
    public LoginRequestBhs cid(int cid) {
        return putShort(CID_OFFSET, cid);
    }

    /** The 48-bit ISID in the low bits of a long (11.12.5). */
    public long isid() {
        return getLong(ISID_OFFSET) >>> Short.SIZE;
    }

    /** Sets the ISID from the low 48 bits; the TSIH behind it stays. */
    public LoginRequestBhs isid(long isid) {
        return putLong(ISID_OFFSET, isid << Short.SIZE | tsih());
    }

    /** The T bit: the sender is ready to go to the next stage (11.12.1). Another name of {@link #finalBit()}. */
    public boolean transitBit() {
        return finalBit();
    }

    /** Sets the T bit. */
    public LoginRequestBhs transitBit(boolean transit) {
        return finalBit(transit);
    }
}
