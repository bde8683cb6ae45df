package io.isere.scsi.initiator;

/**
 * How often a client sends a command again before it tells its user, by the cause. Immutable; any thread.
 *
 * <p>UNIT ATTENTION, BUSY and TASK SET FULL are answered before the command does anything, so any command may be sent
 * again. The other causes leave open whether it was executed: only commands that do no harm when executed twice are sent
 * again ({@link RepeatableCommands}). RESERVATION CONFLICT and every other status is final.
 *
 * @param unitAttentionRetries after UNIT ATTENTION: one for each condition that may be pending at once
 * @param busyRetries after BUSY, TASK SET FULL, or NOT READY while becoming ready
 * @param abortedRetries after ABORTED COMMAND, TASK ABORTED, or a reset that another command's recovery asked for
 * @param timeoutRetries after no answer in time, when the port has made sure that the command has ended
 * @param busyDelayNs pause before a retry after BUSY when no other command of the client is in flight
 */
public record RetryPolicy(
        int unitAttentionRetries, int busyRetries, int abortedRetries, int timeoutRetries, long busyDelayNs) {
    private static final int UNIT_ATTENTION_RETRIES = 8;
    private static final int BUSY_RETRIES = 64;
    private static final int ABORTED_RETRIES = 5;
    private static final int TIMEOUT_RETRIES = 2;
    private static final long BUSY_DELAY_NS = 50_000_000L;

    /** Checks the ranges. */
    public RetryPolicy {
        if (Math.min(Math.min(unitAttentionRetries, busyRetries), Math.min(abortedRetries, timeoutRetries)) < 0
                || busyDelayNs < 0) {
            throw new IllegalArgumentException("retries and delay must not be negative");
        }
    }

    /** What suits a disk: some three seconds of BUSY, two more attempts after a timeout. */
    public static RetryPolicy defaults() {
        return new RetryPolicy(UNIT_ATTENTION_RETRIES, BUSY_RETRIES, ABORTED_RETRIES, TIMEOUT_RETRIES, BUSY_DELAY_NS);
    }

    /** Every outcome is told at once. */
    public static RetryPolicy none() {
        return new RetryPolicy(0, 0, 0, 0, 0);
    }

    /** How often a command may be sent again for a cause. */
    int retries(RetryCause cause) {
        return switch (cause) {
            case NONE -> 0;
            case UNIT_ATTENTION -> unitAttentionRetries;
            case BUSY -> busyRetries;
            case ABORTED -> abortedRetries;
            case TIMED_OUT -> timeoutRetries;
        };
    }
}
