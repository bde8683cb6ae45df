package io.isere.iscsi.initiator;

/**
 * How long each step of the recovery of an overdue command may take before the next, stronger one. Immutable; any thread.
 *
 * @param abortTaskTimeoutNs ABORT TASK
 * @param lunResetTimeoutNs LOGICAL UNIT RESET
 * @param warmResetTimeoutNs TARGET WARM RESET; 0: this step is left out
 * @param coldResetTimeoutNs TARGET COLD RESET; 0: this step is left out
 */
public record EscalationPolicy(
        long abortTaskTimeoutNs, long lunResetTimeoutNs, long warmResetTimeoutNs, long coldResetTimeoutNs) {
    private static final long SECOND_NS = 1_000_000_000L;

    /** Checks the ranges. */
    public EscalationPolicy {
        if (Math.min(abortTaskTimeoutNs, lunResetTimeoutNs) <= 0
                || Math.min(warmResetTimeoutNs, coldResetTimeoutNs) < 0) {
            throw new IllegalArgumentException("timeouts of recovery steps must be positive");
        }
    }

    /**
     * Times of open-iscsi and Linux: 15 s, 30 s, 30 s. TARGET COLD RESET is left out: it ends every initiator's sessions,
     * and the step behind it, to open the session again, ends our tasks as surely.
     */
    public static EscalationPolicy defaults() {
        return new EscalationPolicy(15 * SECOND_NS, 30 * SECOND_NS, 30 * SECOND_NS, 0);
    }
}
