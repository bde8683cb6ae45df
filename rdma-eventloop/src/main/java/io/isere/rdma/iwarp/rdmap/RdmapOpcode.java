package io.isere.rdma.iwarp.rdmap;

import io.isere.rdma.iwarp.ddp.DdpControl;
import org.jspecify.annotations.Nullable;

/**
 * The RDMAP messages and how each uses DDP (RFC 5040 section 4.1, figure 4). Immutable; any thread.
 *
 * <pre>
 *  0 1 2 3 4 5 6 7      the RDMAP control field
 * +-+-+-+-+-+-+-+-+
 * |RV |Rsv| Opcode|
 * +-+-+-+-+-+-+-+-+
 * </pre>
 */
public enum RdmapOpcode {
    /** RDMA Write. */
    RDMA_WRITE(0, RdmapOpcode.TAGGED, false),
    /** RDMA Read Request; its payload is a {@link ReadRequestHeader}. */
    READ_REQUEST(1, DdpControl.QN_READ_REQUEST, false),
    /** RDMA Read Response. */
    READ_RESPONSE(2, RdmapOpcode.TAGGED, false),
    /** Send. */
    SEND(3, DdpControl.QN_SEND, false),
    /** Send with Invalidate. */
    SEND_INVALIDATE(4, DdpControl.QN_SEND, true),
    /** Send with Solicited Event. */
    SEND_SOLICITED(5, DdpControl.QN_SEND, false),
    /** Send with Solicited Event and Invalidate. */
    SEND_SOLICITED_INVALIDATE(6, DdpControl.QN_SEND, true),
    /** Terminate; its payload is a {@link TerminateHeader}. */
    TERMINATE(7, DdpControl.QN_TERMINATE, false);

    /** Number of opcodes the control field can name; those without a message here are reserved. */
    public static final int OPCODE_COUNT = 16;

    /** RV of the version this implements. */
    public static final int VERSION = 1;

    private static final int TAGGED = -1;
    private static final int OPCODE_MASK = 0x0f;
    private static final @Nullable RdmapOpcode[] BY_CODE = byCode();

    private final int code;
    private final int queueNumber;
    private final boolean invalidates;

    RdmapOpcode(int code, int queueNumber, boolean invalidates) {
        this.code = code;
        this.queueNumber = queueNumber;
        this.invalidates = invalidates;
    }

    /** The message a control field names, or null when its opcode is reserved. */
    public static @Nullable RdmapOpcode of(int rdmapControl) {
        return BY_CODE[rdmapControl & OPCODE_MASK];
    }

    /** RV of a control field. */
    public static int version(int rdmapControl) {
        return rdmapControl >>> 6 & 3;
    }

    /** The opcode's number. */
    public int code() {
        return code;
    }

    /** Whether it uses the tagged buffer model. */
    public boolean isTagged() {
        return queueNumber == TAGGED;
    }

    /** The untagged queue it uses; meaningless when tagged. */
    public int queueNumber() {
        return queueNumber;
    }

    /** Whether its Invalidate STag field means something. */
    public boolean invalidates() {
        return invalidates;
    }

    /** The RDMAP control field that announces it. */
    public int rdmapControl() {
        return VERSION << 6 | code;
    }

    /** The DDP control byte of its segments, with or without L. */
    public int ddpControl(boolean last) {
        return (isTagged() ? DdpControl.TAGGED : 0) | (last ? DdpControl.LAST : 0) | DdpControl.VERSION;
    }

    private static @Nullable RdmapOpcode[] byCode() {
        @Nullable RdmapOpcode[] table = new RdmapOpcode[OPCODE_COUNT];
        for (RdmapOpcode opcode : values()) {
            table[opcode.code] = opcode;
        }
        return table;
    }
}
