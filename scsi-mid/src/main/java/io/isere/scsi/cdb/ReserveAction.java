package io.isere.scsi.cdb;

/** Service actions of PERSISTENT RESERVE OUT (SPC-4 6.16.2). */
public enum ReserveAction {
    REGISTER(0),
    RESERVE(1),
    RELEASE(2),
    CLEAR(3),
    PREEMPT(4),
    PREEMPT_AND_ABORT(5),
    REGISTER_AND_IGNORE_EXISTING_KEY(6),
    REGISTER_AND_MOVE(7);

    private final int code;

    ReserveAction(int code) {
        this.code = code;
    }

    /** SERVICE ACTION. */
    public int code() {
        return code;
    }

    /** Whether SCOPE and TYPE mean something. */
    public boolean hasType() {
        return this == RESERVE || this == RELEASE || this == PREEMPT || this == PREEMPT_AND_ABORT;
    }

    /** Whether APTPL means something. */
    public boolean hasAptpl() {
        return this == REGISTER || this == REGISTER_AND_IGNORE_EXISTING_KEY || this == REGISTER_AND_MOVE;
    }
}
