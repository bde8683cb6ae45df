package io.isere.rdma.iwarp.rdmap;

import io.isere.rdma.verbs.TerminateCode;

/**
 * Every error that ends a stream with a Terminate message: the numbers of all three layers (RFC 5040 section 4.8, RFC
 * 5041 section 7.2, RFC 5044 section 8, RFC 6581 section 8) and what of the offending segment goes with them (RFC 5040
 * figure 10). Immutable; any thread.
 */
@SuppressWarnings("ImmutableEnumChecker") // TerminateCode is a record of three ints.
public enum TerminateCause {
    // RDMAP, remote protection errors: of an RDMA Read's source, or of an STag to be invalidated.
    READ_INVALID_STAG(0, 1, 0x00, Copied.HEADERS, "RDMA Read from an STag that is not valid"),
    READ_BOUNDS(0, 1, 0x01, Copied.HEADERS, "RDMA Read outside the bounds of its STag"),
    READ_ACCESS(0, 1, 0x02, Copied.HEADERS, "RDMA Read from an STag without the right to be read"),
    READ_NOT_ASSOCIATED(0, 1, 0x03, Copied.HEADERS, "RDMA Read from an STag of another stream"),
    READ_TO_WRAP(0, 1, 0x04, Copied.HEADERS, "RDMA Read whose tagged offset wraps"),
    CANNOT_INVALIDATE(0, 1, 0x09, Copied.HEADERS, "Send with Invalidate of an STag that cannot be invalidated"),

    // RDMAP, remote operation errors.
    RDMAP_VERSION(0, 2, 0x05, Copied.HEADERS, "unknown RDMAP version"),
    UNEXPECTED_OPCODE(0, 2, 0x06, Copied.HEADERS, "RDMAP opcode that is reserved or not expected now"),
    STREAM_CATASTROPHIC(0, 2, 0x07, Copied.HEADERS, "catastrophic error localized to the RDMAP stream"),
    OPERATION_UNSPECIFIED(0, 2, 0xff, Copied.HEADERS, "malformed RDMAP message"),

    // DDP, tagged buffer errors.
    TAGGED_INVALID_STAG(1, 1, 0x00, Copied.HEADERS, "tagged segment to an STag that is not valid"),
    TAGGED_BOUNDS(1, 1, 0x01, Copied.HEADERS, "tagged segment outside the bounds of its STag"),
    TAGGED_NOT_ASSOCIATED(1, 1, 0x02, Copied.HEADERS, "tagged segment to an STag of another stream"),
    TAGGED_TO_WRAP(1, 1, 0x03, Copied.HEADERS, "tagged segment whose tagged offset wraps"),
    TAGGED_VERSION(1, 1, 0x04, Copied.HEADERS, "tagged segment of an unknown DDP version"),

    // DDP, untagged buffer errors.
    UNTAGGED_QN(1, 2, 0x01, Copied.HEADERS, "untagged segment with an invalid queue number"),
    UNTAGGED_NO_BUFFER(1, 2, 0x02, Copied.HEADERS, "untagged message for which no buffer is available"),
    UNTAGGED_MSN(1, 2, 0x03, Copied.HEADERS, "untagged segment whose message sequence number is out of range"),
    UNTAGGED_MO(1, 2, 0x04, Copied.HEADERS, "untagged segment with an invalid message offset"),
    UNTAGGED_TOO_LONG(1, 2, 0x05, Copied.HEADERS, "untagged message too long for its buffer"),
    UNTAGGED_VERSION(1, 2, 0x06, Copied.HEADERS, "untagged segment of an unknown DDP version"),

    // MPA: the lower layer; nothing of the segment is copied.
    MPA_CRC(2, 0, 0x02, Copied.NOTHING, "MPA CRC of an FPDU is wrong"),
    MPA_LENGTH(2, 0, 0x03, Copied.NOTHING, "ULPDU length too short for its headers"),
    MPA_LOCAL_CATASTROPHIC(2, 0, 0x05, Copied.NOTHING, "local catastrophic error while establishing the connection"),
    MPA_INSUFFICIENT_IRD(2, 0, 0x06, Copied.NOTHING, "insufficient IRD resources"),
    MPA_NO_MATCHING_RTR(2, 0, 0x07, Copied.NOTHING, "no matching RTR option");

    private enum Copied {
        NOTHING,
        HEADERS
    }

    private final TerminateCode code;
    private final Copied copied;
    private final String text;

    TerminateCause(int layer, int type, int code, Copied copied, String text) {
        this.code = new TerminateCode(layer, type, code);
        this.copied = copied;
        this.text = text;
    }

    /** Layer, type and code. */
    public TerminateCode code() {
        return code;
    }

    /** Whether the segment's length and DDP header go into the Terminate message. */
    public boolean copiesDdpHeader() {
        return copied == Copied.HEADERS;
    }

    /** Whether an RDMA Read Request's header goes along: with RDMAP's remote protection errors (figure 10). */
    public boolean copiesReadHeader() {
        return code.layer() == 0 && code.type() == 1;
    }

    /** What happened, for people. */
    public String text() {
        return text;
    }

    /** Whether a received message says that one of the receiver's RDMA Reads was refused. */
    public static boolean isOfRead(TerminateHeader message) {
        boolean protection = message.layer() == 0 && message.errorType() == 1;
        return protection && message.errorCode() != CANNOT_INVALIDATE.code.code();
    }

    /** A received code in words. */
    public static String describe(TerminateCode received) {
        for (TerminateCause cause : values()) {
            if (cause.code.equals(received)) {
                return cause.text + " (" + received + ")";
            }
        }
        return received.toString();
    }
}
