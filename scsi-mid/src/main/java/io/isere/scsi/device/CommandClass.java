package io.isere.scsi.device;

/**
 * What commands need and disturb: whether a pending unit attention goes first (SAM-5 5.14), whether the unit must be
 * ready, and which reservations of others they conflict with (SPC-4 5.12.1, SBC-3 4.17).
 */
public enum CommandClass {
    /** Answers whatever the state of the unit: INQUIRY, REPORT LUNS, REQUEST SENSE. */
    ALWAYS("U-- --"),
    /** Conflicts with no reservation: RELEASE, LOG SENSE, and what decides by its CDB. */
    FREE("--- --"),
    /** Tells or changes what no persistent reservation protects. */
    INFORM("--- -R"),
    /** Needs a unit that is ready, and no more: TEST UNIT READY. */
    READY("-N- -R"),
    /** The capacity, which a ready unit tells everybody. */
    CAPACITY("-N- --"),
    /** Tells what an exclusive reservation keeps for itself, medium or not: MODE SENSE, the REPORT SUPPORTED commands. */
    TELL("--- XR"),
    /** Changes what reservations of any type protect, medium or not. */
    CONTROL("--W XR"),
    /** Reads the medium. */
    READ("-N- XR"),
    /** Changes the medium, or what became of changes. */
    WRITE("-NW XR"),
    /** SANITIZE: as WRITE, and admitted to a unit whose sanitize operation failed. */
    SANITIZE("-NW XR");

    private final boolean passesUnitAttention;
    private final boolean needsReady;
    private final boolean conflictsWithWriteExclusive;
    private final boolean conflictsWithExclusiveAccess;
    private final boolean conflictsWithReserve;

    /**
     * @param traits passes unit attentions (U), needs a ready unit (N); conflicts with Write Exclusive (W), with
     *     Exclusive Access (X), with RESERVE of another nexus (R)
     */
    CommandClass(String traits) {
        passesUnitAttention = traits.indexOf('U') >= 0;
        needsReady = traits.indexOf('N') >= 0;
        conflictsWithWriteExclusive = traits.indexOf('W') >= 0;
        conflictsWithExclusiveAccess = traits.indexOf('X') >= 0;
        conflictsWithReserve = traits.indexOf('R') >= 0;
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
        return conflictsWithReserve;
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
