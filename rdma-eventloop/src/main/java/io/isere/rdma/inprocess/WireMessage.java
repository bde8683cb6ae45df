package io.isere.rdma.inprocess;

import io.isere.rdma.soft.WorkEntry;
import io.isere.rdma.verbs.TerminateCode;
import org.jspecify.annotations.Nullable;

/**
 * What travels between two queue pairs. An operation travels to the peer, is done there, and travels back; the other kinds
 * end the connection.
 *
 * <p>Thread: whoever took it from a ring last. Operations are made once for each place of a send queue and used again and
 * again; the others are made when a connection ends.
 */
final class WireMessage {
    /** What it says. */
    enum Kind {
        /** Do this work request. */
        OPERATION,
        /** I issue nothing more; orderly. */
        CLOSE,
        /** I issue nothing more; broken. */
        ABORT,
        /** I issue nothing more, because of an error of yours. */
        TERMINATE,
        /** I have done or dropped all you issued, and will not touch your memory again. */
        END_ACKNOWLEDGED,
        /** I am gone: ABORT and END_ACKNOWLEDGED at once, and I hear nothing any more. */
        GONE
    }

    private final Kind kind;
    private final InProcessQueuePair owner;
    private final TerminateCode terminate;
    private @Nullable WorkEntry entry;

    WireMessage(Kind kind, InProcessQueuePair owner, TerminateCode terminate) {
        this.kind = kind;
        this.owner = owner;
        this.terminate = terminate;
    }

    WireMessage entry(WorkEntry value) {
        entry = value;
        return this;
    }

    Kind kind() {
        return kind;
    }

    /** Who made it: an operation that comes back to its owner is done. */
    InProcessQueuePair owner() {
        return owner;
    }

    /** The reason a TERMINATE gives. */
    TerminateCode terminate() {
        return terminate;
    }

    /** The work request of an operation. */
    WorkEntry entry() {
        WorkEntry value = entry;
        if (value == null) {
            throw new IllegalStateException("not an operation");
        }
        return value;
    }
}
