package io.isere.iscsi.pdu;

/**
 * Login Response (RFC 7143, section 11.13).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x23      |T|C|.|.|CSG|NSG| Version-max   |Version-active |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| ISID                                                          |
 *   +                               +---------------+---------------+
 * 12|                               | TSIH                          |
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag                                            |
 *   +---------------+---------------+---------------+---------------+
 * 20| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 24| StatSN                                                        |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 32| MaxCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 36| Status-Class  | Status-Detail | Reserved                      |
 *   +---------------+---------------+---------------+---------------+
 * 40/ Reserved                                                      /
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>{@link #lun()} has no meaning here: ISID and TSIH take its place.
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class LoginResponseBhs extends ResponseBhs<LoginResponseBhs> {

    private static final int FLAGS_OFFSET = 1;
    private static final int CONTINUE_BIT = 0x40;
    private static final int CURRENT_STAGE_MASK = 0x0c;
    private static final int NEXT_STAGE_MASK = 0x03;
    private static final int VERSION_MAX_OFFSET = 2;
    private static final int VERSION_ACTIVE_OFFSET = 3;
    private static final int TSIH_OFFSET = 14;
    private static final int STATUS_CLASS_OFFSET = 36;
    private static final int STATUS_DETAIL_OFFSET = 37;
    private static final int ISID_OFFSET = 8;

    /** Zeroes the header and sets the opcode. */
    public LoginResponseBhs init() {
        return zero(Opcode.LOGIN_RESPONSE, false);
    }

    /** The C bit: the text goes on in the next PDU of this direction; excludes T (11.13.7). */
    public boolean continueBit() {
        return getFlag(FLAGS_OFFSET, CONTINUE_BIT);
    }

    /** Sets the C bit. */
    public LoginResponseBhs continueBit(boolean continued) {
        return putFlag(FLAGS_OFFSET, CONTINUE_BIT, continued);
    }

    /** CSG, the current stage's code: 0 security, 1 operational, 3 full feature (11.12.3). */
    public int currentStage() {
        return (getUnsignedByte(FLAGS_OFFSET) & CURRENT_STAGE_MASK) >> 2;
    }

    /** Sets CSG, 0..3. */
    public LoginResponseBhs currentStage(int currentStage) {
        return putBits(FLAGS_OFFSET, CURRENT_STAGE_MASK, currentStage << 2);
    }

    /** NSG, the next stage's code; valid if T is set (11.12.3). */
    public int nextStage() {
        return getUnsignedByte(FLAGS_OFFSET) & NEXT_STAGE_MASK;
    }

    /** Sets NSG, 0..3. */
    public LoginResponseBhs nextStage(int nextStage) {
        return putBits(FLAGS_OFFSET, NEXT_STAGE_MASK, nextStage);
    }

    /** Version-max: highest version the sender supports; 0 for RFC 7143. */
    public int versionMax() {
        return getUnsignedByte(VERSION_MAX_OFFSET);
    }

    /** Sets Version-max, 0..255. */
    public LoginResponseBhs versionMax(int versionMax) {
        return putByte(VERSION_MAX_OFFSET, versionMax);
    }

    /** Version-active: highest version both sides support (11.13.2). */
    public int versionActive() {
        return getUnsignedByte(VERSION_ACTIVE_OFFSET);
    }

    /** Sets Version-active, 0..255. */
    public LoginResponseBhs versionActive(int versionActive) {
        return putByte(VERSION_ACTIVE_OFFSET, versionActive);
    }

    /** Handle of the session; for a new one the target gives it in the final response only (11.13.3). */
    public int tsih() {
        return getUnsignedShort(TSIH_OFFSET);
    }

    /** Sets TSIH, 0..65535. */
    public LoginResponseBhs tsih(int tsih) {
        return putShort(TSIH_OFFSET, tsih);
    }

    /** Status-Class: 0 success, 1 redirection, 2 initiator error, 3 target error (11.13.5). */
    public int statusClass() {
        return getUnsignedByte(STATUS_CLASS_OFFSET);
    }

    /** Sets Status-Class, 0..255. */
    public LoginResponseBhs statusClass(int statusClass) {
        return putByte(STATUS_CLASS_OFFSET, statusClass);
    }

    /** Status-Detail; both together are a {@code LoginStatus} (11.13.5). */
    public int statusDetail() {
        return getUnsignedByte(STATUS_DETAIL_OFFSET);
    }

    /** Sets Status-Detail, 0..255. */
    public LoginResponseBhs statusDetail(int statusDetail) {
        return putByte(STATUS_DETAIL_OFFSET, statusDetail);
    }

    /** The 48-bit ISID in the low bits of a long (11.12.5). */
    public long isid() {
        return getLong(ISID_OFFSET) >>> Short.SIZE;
    }

    /** Sets the ISID from the low 48 bits; the TSIH behind it stays. */
    public LoginResponseBhs isid(long isid) {
        return putLong(ISID_OFFSET, isid << Short.SIZE | tsih());
    }

    /** The T bit: the sender is ready to go to the next stage (11.13.6). Another name of {@link #finalBit()}. */
    public boolean transitBit() {
        return finalBit();
    }

    /** Sets the T bit. */
    public LoginResponseBhs transitBit(boolean transit) {
        return finalBit(transit);
    }
}
