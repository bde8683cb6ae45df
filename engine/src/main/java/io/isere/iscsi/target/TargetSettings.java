package io.isere.iscsi.target;

import io.isere.datamover.ConnectionResources;
import io.isere.iscsi.session.Resilience;
import io.isere.iscsi.text.OperationalParameters;

/**
 * How a target behaves towards every initiator. Immutable; any thread.
 *
 * @param queueDepth commands an initiator may have with us at a time: the CmdSN window
 * @param immediateData whether ImmediateData=Yes is agreed to; No is what every iSER peer agrees on
 * @param initialR2t whether InitialR2T=Yes is insisted on; Yes is what every iSER peer agrees on
 * @param firstBurstBytes most unsolicited data of a command
 * @param loginTimeoutNs how long a connection may take to log in
 * @param pingIntervalNs how long a quiet connection is left before it is pinged with a NOP-In; 0: never
 * @param pingTimeoutNs how long the answer to a ping may take
 * @param limits how many sessions and connections there may be
 * @param resilience how many connections a session may have, and what is done about errors on them
 */
public record TargetSettings(
        int queueDepth,
        boolean immediateData,
        boolean initialR2t,
        int firstBurstBytes,
        long loginTimeoutNs,
        long pingIntervalNs,
        long pingTimeoutNs,
        TargetLimits limits,
        Resilience resilience) {
    private static final int MAX_QUEUE_DEPTH = 2048;

    /** Bytes of data in a receive buffer of ours. */
    static final int RECEIVE_DATA_BYTES = 8192;

    /**
     * PDUs beyond the command window: immediate NOP-Out 2, text 1, task management 2, logout 1, and as many again for a
     * peer that does not count them (RFC 7145 section 8.1 leaves them unlimited unless negotiated).
     */
    private static final int UNEXPECTED_PDUS = 12;

    /** Checks the ranges. */
    public TargetSettings {
        if (queueDepth < 1 || queueDepth > MAX_QUEUE_DEPTH) {
            throw new IllegalArgumentException("queue depth " + queueDepth + ": want 1.." + MAX_QUEUE_DEPTH);
        }
    }

    /** What suits every known initiator. */
    public static TargetSettings defaults() {
        return new TargetSettings(
                128,
                false,
                true,
                65536,
                15_000_000_000L,
                30_000_000_000L,
                30_000_000_000L,
                TargetLimits.defaults(),
                Resilience.ofTargets());
    }

    /** The same with another queue depth. */
    public TargetSettings withQueueDepth(int depth) {
        return new TargetSettings(
                depth,
                immediateData,
                initialR2t,
                firstBurstBytes,
                loginTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                limits,
                resilience);
    }

    /** The same with other rules about unsolicited data. */
    public TargetSettings withUnsolicitedData(boolean immediate, boolean solicitedFirst) {
        return new TargetSettings(
                queueDepth,
                immediate,
                solicitedFirst,
                firstBurstBytes,
                loginTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                limits,
                resilience);
    }

    /** The same with other times. */
    public TargetSettings withTimeouts(long loginNs, long pingIntervalNs, long pingTimeoutNs) {
        return new TargetSettings(
                queueDepth,
                immediateData,
                initialR2t,
                firstBurstBytes,
                loginNs,
                pingIntervalNs,
                pingTimeoutNs,
                limits,
                resilience);
    }

    /** The same with other limits. */
    public TargetSettings withLimits(TargetLimits other) {
        return new TargetSettings(
                queueDepth,
                immediateData,
                initialR2t,
                firstBurstBytes,
                loginTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                other,
                resilience);
    }

    /** The same with other means against faults. */
    public TargetSettings withResilience(Resilience other) {
        return new TargetSettings(
                queueDepth,
                immediateData,
                initialR2t,
                firstBurstBytes,
                loginTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                limits,
                other);
    }

    /** Task slots: a slot is in use until its response has left, when the window has opened again already. */
    int taskCount() {
        return 2 * queueDepth;
    }

    /** What a connection needs at most. */
    ConnectionResources resources() {
        return resources(initialR2t ? 0 : firstBurstBytes);
    }

    /** What a connection needs for which this was negotiated. */
    ConnectionResources resources(OperationalParameters negotiated) {
        return resources(negotiated.initialR2t() ? 0 : negotiated.firstBurstLengthBytes());
    }

    /**
     * What a connection needs.
     *
     * <pre>
     * receives = command window + unsolicited Data-Out of each command + unexpected PDUs + 1
     * sends    = a response a task slot + answers to the unexpected PDUs
     * </pre>
     */
    private ConnectionResources resources(int unsolicitedBytes) {
        int dataOutsPerCommand = (unsolicitedBytes + RECEIVE_DATA_BYTES - 1) / RECEIVE_DATA_BYTES;
        return new ConnectionResources(
                taskCount(),
                queueDepth * (1 + dataOutsPerCommand) + UNEXPECTED_PDUS + 1,
                taskCount() + UNEXPECTED_PDUS);
    }
}
