package io.isere.iscsi.pdu;

import static io.isere.iscsi.pdu.Opcode.Sender.INITIATOR;
import static io.isere.iscsi.pdu.Opcode.Sender.NOBODY;
import static io.isere.iscsi.pdu.Opcode.Sender.TARGET;

import java.util.Arrays;

/**
 * The table of iSCSI opcodes (RFC 7143, section 11.2.1.2): who sends each, in which phase, and what it may carry.
 *
 * <p>Immutable; any thread; {@link #of} allocates nothing.
 */
public enum Opcode {
    /** NOP-Out: ping, or answer to the target's ping (11.18). */
    NOP_OUT(0x00, "NOP-Out", INITIATOR, Phases.NORMAL, Carries.DATA),
    /** SCSI Command (11.3). */
    SCSI_COMMAND(0x01, "SCSI Command", INITIATOR, Phases.NORMAL, Carries.DATA_AND_AHS),
    /** Task Management Function Request (11.5). */
    TASK_MANAGEMENT_REQUEST(0x02, "Task Management Function Request", INITIATOR, Phases.NORMAL, Carries.NOTHING),
    /** Login Request (11.12). */
    LOGIN_REQUEST(0x03, "Login Request", INITIATOR, Phases.LOGIN, Carries.DATA),
    /** Text Request (11.10). */
    TEXT_REQUEST(0x04, "Text Request", INITIATOR, Phases.FULL_FEATURE, Carries.DATA),
    /** SCSI Data-Out (11.7). Over iSER only unsolicited data travels in it. */
    DATA_OUT(0x05, "SCSI Data-Out", INITIATOR, Phases.NORMAL, Carries.DATA),
    /** Logout Request (11.14). */
    LOGOUT_REQUEST(0x06, "Logout Request", INITIATOR, Phases.FULL_FEATURE, Carries.NOTHING),
    /** SNACK Request (11.16). */
    SNACK_REQUEST(0x10, "SNACK Request", INITIATOR, Phases.NORMAL_NOT_ISER, Carries.NOTHING),
    /** NOP-In: ping, or answer to the initiator's ping (11.19). */
    NOP_IN(0x20, "NOP-In", TARGET, Phases.FULL_FEATURE, Carries.DATA),
    /** SCSI Response (11.4). */
    SCSI_RESPONSE(0x21, "SCSI Response", TARGET, Phases.NORMAL, Carries.DATA),
    /** Task Management Function Response (11.6). */
    TASK_MANAGEMENT_RESPONSE(0x22, "Task Management Function Response", TARGET, Phases.NORMAL, Carries.NOTHING),
    /** Login Response (11.13). */
    LOGIN_RESPONSE(0x23, "Login Response", TARGET, Phases.LOGIN, Carries.DATA),
    /** Text Response (11.11). */
    TEXT_RESPONSE(0x24, "Text Response", TARGET, Phases.FULL_FEATURE, Carries.DATA),
    /** SCSI Data-In (11.7). iSER writes the data to the initiator's memory instead. */
    DATA_IN(0x25, "SCSI Data-In", TARGET, Phases.NORMAL_NOT_ISER, Carries.DATA),
    /** Logout Response (11.15). */
    LOGOUT_RESPONSE(0x26, "Logout Response", TARGET, Phases.FULL_FEATURE, Carries.NOTHING),
    /** Ready To Transfer (11.8). iSER reads the initiator's memory instead. */
    READY_TO_TRANSFER(0x31, "Ready To Transfer", TARGET, Phases.NORMAL_NOT_ISER, Carries.NOTHING),
    /** Asynchronous Message (11.9). */
    ASYNC_MESSAGE(0x32, "Asynchronous Message", TARGET, Phases.FULL_FEATURE, Carries.DATA),
    /** Reject (11.17). */
    REJECT(0x3f, "Reject", TARGET, Phases.ANY, Carries.DATA),
    /** Stands for every value that the RFC leaves unassigned or to vendors. */
    UNASSIGNED(-1, "unassigned opcode", NOBODY, 0, Carries.NOTHING);

    /** Which side may send a PDU. */
    public enum Sender {
        /** A request. */
        INITIATOR,
        /** A response. */
        TARGET,
        /** Not a PDU of RFC 7143. */
        NOBODY
    }

    /** What a PDU may have behind its basic header segment. */
    private enum Carries {
        NOTHING,
        DATA,
        DATA_AND_AHS
    }

    /** Sets of phases, as bits. */
    private static final class Phases {
        static final int LOGIN = 1;
        static final int DISCOVERY = 2;
        static final int NORMAL_TCP = 4;
        static final int NORMAL_ISER = 8;
        static final int NORMAL_NOT_ISER = NORMAL_TCP;
        static final int NORMAL = NORMAL_TCP | NORMAL_ISER;
        static final int FULL_FEATURE = DISCOVERY | NORMAL;
        static final int ANY = LOGIN | FULL_FEATURE;
    }

    private static final Opcode[] BY_CODE = new Opcode[64];

    static {
        Arrays.fill(BY_CODE, UNASSIGNED);
        for (Opcode opcode : values()) {
            if (opcode != UNASSIGNED) {
                BY_CODE[opcode.code] = opcode;
            }
        }
    }

    private final int code;
    private final String rfcName;
    private final Sender sender;
    private final int phases;
    private final Carries carries;

    Opcode(int code, String rfcName, Sender sender, int phases, Carries carries) {
        this.code = code;
        this.rfcName = rfcName;
        this.sender = sender;
        this.phases = phases;
        this.carries = carries;
    }

    /** The opcode of this value (only its low 6 bits count), {@link #UNASSIGNED} if there is none. */
    public static Opcode of(int code) {
        return BY_CODE[code & 0x3f];
    }

    /** The 6-bit value, -1 for {@link #UNASSIGNED}. */
    public int code() {
        return code;
    }

    /** The name the RFC uses. */
    public String rfcName() {
        return rfcName;
    }

    /** Which side may send it. */
    public Sender sender() {
        return sender;
    }

    /** Whether it belongs to the login phase. */
    public boolean allowedInLogin() {
        return (phases & Phases.LOGIN) != 0;
    }

    /** Whether it may be sent in the full feature phase of a discovery session (RFC 7143, 13.21). */
    public boolean allowedInDiscovery() {
        return (phases & Phases.DISCOVERY) != 0;
    }

    /** Whether it may be sent in the full feature phase of a normal session over TCP. */
    public boolean allowedInNormalOverTcp() {
        return (phases & Phases.NORMAL_TCP) != 0;
    }

    /** Whether it may be seen on the wire in the full feature phase of a normal session over iSER (RFC 7145, 7.3). */
    public boolean allowedInNormalOverIser() {
        return (phases & Phases.NORMAL_ISER) != 0;
    }

    /** Whether its DataSegmentLength may be other than 0. */
    public boolean mayCarryData() {
        return carries != Carries.NOTHING;
    }

    /** Whether its TotalAHSLength may be other than 0. */
    public boolean mayCarryAhs() {
        return carries == Carries.DATA_AND_AHS;
    }
}
