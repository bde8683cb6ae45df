package io.isere.scsi.device;

/**
 * What a sanitize operation makes of its logical unit (SBC-4 4.11): nothing, in progress, or failed. Lives as long as
 * its unit; one operation at a time changes it, any loop reads it with every command and without a lock.
 */
public final class Sanitization {
    private static final int PROGRESS_DENOMINATOR = 1 << 16;

    private enum Phase {
        NONE,
        IN_PROGRESS,
        /** Only another sanitize operation that succeeds ends it. */
        FAILED_RESTRICTED,
        /** EXIT FAILURE MODE ends it too. */
        FAILED_UNRESTRICTED
    }

    private volatile Phase phase = Phase.NONE;
    private volatile int progress;
    private Phase onFailure = Phase.FAILED_RESTRICTED;

    Sanitization() {}

    /**
     * Begins an operation.
     *
     * @param unrestrictedExit AUSE: whether EXIT FAILURE MODE may end the failure of this operation
     * @return false: another one is in progress
     */
    public synchronized boolean begin(boolean unrestrictedExit) {
        if (phase == Phase.IN_PROGRESS) {
            return false;
        }
        onFailure = unrestrictedExit ? Phase.FAILED_UNRESTRICTED : Phase.FAILED_RESTRICTED;
        progress = 0;
        phase = Phase.IN_PROGRESS;
        return true;
    }

    /** Notes how much of the operation is done. */
    public void advance(double part) {
        progress = Math.min(PROGRESS_DENOMINATOR - 1, (int) (part * PROGRESS_DENOMINATOR));
    }

    /** Ends the operation. */
    public synchronized void end(boolean succeeded) {
        phase = succeeded ? Phase.NONE : onFailure;
    }

    /** EXIT FAILURE MODE; false: the operation that failed does not allow it. */
    public synchronized boolean exitFailureMode() {
        if (phase == Phase.FAILED_UNRESTRICTED) {
            phase = Phase.NONE;
        }
        return phase == Phase.NONE;
    }

    public boolean isInProgress() {
        return phase == Phase.IN_PROGRESS;
    }

    /** Whether the last operation failed, and the unit takes little but another one. */
    public boolean isFailed() {
        return isFailedRestricted() || phase == Phase.FAILED_UNRESTRICTED;
    }

    /** Whether only a sanitize operation without AUSE ends the failure. */
    public boolean isFailedRestricted() {
        return phase == Phase.FAILED_RESTRICTED;
    }

    /** PROGRESS INDICATION: how many 65536ths are done. */
    public int progress() {
        return progress;
    }

    /** Whether commands of a class are refused now. */
    boolean refuses(CommandClass commandClass) {
        Phase now = phase;
        if (now == Phase.NONE || commandClass == CommandClass.ALWAYS) {
            return false;
        }
        return now == Phase.IN_PROGRESS || commandClass != CommandClass.SANITIZE;
    }
}
