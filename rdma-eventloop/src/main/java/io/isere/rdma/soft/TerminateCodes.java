package io.isere.rdma.soft;

import io.isere.rdma.memory.AccessCheck;
import io.isere.rdma.verbs.TerminateCode;

/**
 * The Terminate codes of RDMAP and DDP, and which of them answers which failed check (RFC 5040 section 4.8, RFC 5041
 * section 7.2). Constants and pure functions.
 */
public final class TerminateCodes {
    /** RDMAP: the source of an RDMA Read is not a valid STag. */
    public static final TerminateCode READ_INVALID_STAG = new TerminateCode(0, 1, 0);

    /** RDMAP: the source of an RDMA Read is out of bounds. */
    public static final TerminateCode READ_BASE_OR_BOUNDS = new TerminateCode(0, 1, 1);

    /** RDMAP: the source of an RDMA Read is not readable. */
    public static final TerminateCode READ_ACCESS_RIGHTS = new TerminateCode(0, 1, 2);

    /** RDMAP: the source of an RDMA Read belongs to another connection. */
    public static final TerminateCode READ_NOT_ASSOCIATED = new TerminateCode(0, 1, 3);

    /** RDMAP: the tagged offset of an RDMA Read's source wraps. */
    public static final TerminateCode READ_TO_WRAP = new TerminateCode(0, 1, 4);

    /** RDMAP: a Send with Invalidate names an STag the peer may not invalidate. */
    public static final TerminateCode CANNOT_INVALIDATE = new TerminateCode(0, 1, 9);

    /** DDP: a tagged message does not name a valid STag, or one without the right to write. */
    public static final TerminateCode TAGGED_INVALID_STAG = new TerminateCode(1, 1, 0);

    /** DDP: a tagged message is out of bounds. */
    public static final TerminateCode TAGGED_BASE_OR_BOUNDS = new TerminateCode(1, 1, 1);

    /** DDP: a tagged message names an STag of another connection. */
    public static final TerminateCode TAGGED_NOT_ASSOCIATED = new TerminateCode(1, 1, 2);

    /** DDP: the tagged offset wraps. */
    public static final TerminateCode TAGGED_TO_WRAP = new TerminateCode(1, 1, 3);

    /** DDP: no receive was posted for a Send. */
    public static final TerminateCode NO_BUFFER = new TerminateCode(1, 2, 2);

    /** DDP: a Send is longer than the receive it met. */
    public static final TerminateCode MESSAGE_TOO_LONG = new TerminateCode(1, 2, 5);

    private TerminateCodes() {}

    /** The answer to an RDMA Write (or Read Response) whose sink failed the check. */
    public static TerminateCode forTagged(int accessCheck) {
        return switch (accessCheck) {
            case AccessCheck.BASE_OR_BOUNDS -> TAGGED_BASE_OR_BOUNDS;
            case AccessCheck.NOT_ASSOCIATED -> TAGGED_NOT_ASSOCIATED;
            case AccessCheck.TO_WRAP -> TAGGED_TO_WRAP;
            // DDP has no code for missing rights; "invalid STag" is what Linux siw answers too.
            default -> TAGGED_INVALID_STAG;
        };
    }

    /** The answer to an RDMA Read Request whose source failed the check. */
    public static TerminateCode forReadSource(int accessCheck) {
        return switch (accessCheck) {
            case AccessCheck.BASE_OR_BOUNDS -> READ_BASE_OR_BOUNDS;
            case AccessCheck.ACCESS_RIGHTS -> READ_ACCESS_RIGHTS;
            case AccessCheck.NOT_ASSOCIATED -> READ_NOT_ASSOCIATED;
            case AccessCheck.TO_WRAP -> READ_TO_WRAP;
            default -> READ_INVALID_STAG;
        };
    }
}
