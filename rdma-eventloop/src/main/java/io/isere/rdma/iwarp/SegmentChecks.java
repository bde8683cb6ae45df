package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.ddp.DdpControl;
import io.isere.rdma.iwarp.rdmap.RdmapOpcode;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.memory.AccessCheck;
import org.jspecify.annotations.Nullable;

/**
 * The checks every segment has to pass before its own kind's: versions, opcode, queue (RFC 5041 section 7.1, RFC 5040
 * section 7.2), and the Terminate cause of a failed access check. Pure functions.
 */
final class SegmentChecks {
    private SegmentChecks() {}

    /** What is wrong with a segment's header, or null; sets the segment's opcode. */
    static @Nullable TerminateCause check(DdpSegment segment) {
        boolean tagged = segment.isTagged();
        if (DdpControl.version(segment.ddpControl()) != DdpControl.VERSION) {
            return tagged ? TerminateCause.TAGGED_VERSION : TerminateCause.UNTAGGED_VERSION;
        }
        int queueNumber = tagged ? 0 : segment.untagged().queueNumber();
        if (Integer.compareUnsigned(queueNumber, DdpControl.QUEUE_COUNT) >= 0) {
            return TerminateCause.UNTAGGED_QN;
        }
        if (RdmapOpcode.version(segment.rdmapControl()) != RdmapOpcode.VERSION) {
            return TerminateCause.RDMAP_VERSION;
        }
        RdmapOpcode opcode = RdmapOpcode.of(segment.rdmapControl());
        if (opcode == null || opcode.isTagged() != tagged) {
            return TerminateCause.UNEXPECTED_OPCODE;
        }
        segment.opcode(opcode);
        return tagged || opcode.queueNumber() == queueNumber ? null : TerminateCause.UNTAGGED_QN;
    }

    /** The answer to a tagged segment whose sink failed the check. */
    static TerminateCause forTagged(int accessCheck) {
        return switch (accessCheck) {
            case AccessCheck.BASE_OR_BOUNDS -> TerminateCause.TAGGED_BOUNDS;
            case AccessCheck.NOT_ASSOCIATED -> TerminateCause.TAGGED_NOT_ASSOCIATED;
            case AccessCheck.TO_WRAP -> TerminateCause.TAGGED_TO_WRAP;
            // DDP has no code for missing rights; Linux siw answers "invalid STag" too.
            default -> TerminateCause.TAGGED_INVALID_STAG;
        };
    }

    /** The answer to an RDMA Read Request whose source failed the check. */
    static TerminateCause forReadSource(int accessCheck) {
        return switch (accessCheck) {
            case AccessCheck.BASE_OR_BOUNDS -> TerminateCause.READ_BOUNDS;
            case AccessCheck.ACCESS_RIGHTS -> TerminateCause.READ_ACCESS;
            case AccessCheck.NOT_ASSOCIATED -> TerminateCause.READ_NOT_ASSOCIATED;
            case AccessCheck.TO_WRAP -> TerminateCause.READ_TO_WRAP;
            default -> TerminateCause.READ_INVALID_STAG;
        };
    }
}
