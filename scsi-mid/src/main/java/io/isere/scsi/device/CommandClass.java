package io.isere.scsi.device;

/**
 * What commands need and disturb: whether a pending unit attention goes first (SAM-5 5.14), whether the unit must be
 * ready, and which reservations of others they conflict with (SPC-4 5.12.1, SBC-3 4.17).
 */
public enum CommandClass {
    /** Answers whatever the state of the unit: INQUIRY, REPORT LUNS, REQUEST SENSE. */
    ALWAYS(true, false, false, false),
    /** Tells or changes what no reservation protects. */
    INFORM(false, false, false, false),
    /** Ends a reservation; conflicts with none. */
    RELEASE(false, false, false, false),
    /** Needs a unit that is ready, and no more. */
    READY(false, true, false, false),
    /** Tells or changes what reservations of any type protect, medium or not. */
    CONTROL(false, false, true, true),
    /** Reads the medium. */
    READ(false, true, false, true),
    /** Changes the medium, or what became of changes. */
    WRITE(false, true, true, true),
    /** SANITIZE: as WRITE, and admitted to a unit whose sanitize operation failed. */
    SANITIZE(false, true, true, true);

    private final boolean passesUnitAttention;
    private final boolean needsReady;
    private final boolean conflictsWithWriteExclusive;
    private final boolean conflictsWithExclusiveAccess;

    CommandClass(
            boolean passesUnitAttention,
            boolean needsReady,
            boolean conflictsWithWriteExclusive,
            boolean conflictsWithExclusiveAccess) {
        this.passesUnitAttention = passesUnitAttention;
        this.needsReady = needsReady;
        this.conflictsWithWriteExclusive = conflictsWithWriteExclusive;
        this.conflictsWithExclusiveAccess = conflictsWithExclusiveAccess;
    }

    /** Whether a pending unit attention leaves the command alone. */
    public boolean passesUnitAttention() {
        return passesUnitAttention;
    }

    /** Whether a unit that is not ready refuses the command. */
    public boolean needsReady() {
        return needsReady;
    }

    /** Whether a unit that another nexus has by RESERVE refuses the command (SPC-2 5.5.1). */
    public boolean conflictsWithReserve() {
        return this != ALWAYS && this != RELEASE;
    }

    /** Whether a reservation of a Write Exclusive type, held by others, refuses the command. */
    public boolean conflictsWithWriteExclusive() {
        return conflictsWithWriteExclusive;
    }

    /** Whether a reservation of an Exclusive Access type, held by others, refuses the command. */
    public boolean conflictsWithExclusiveAccess() {
        return conflictsWithExclusiveAccess;
    }
}
