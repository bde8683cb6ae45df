package io.isere.iscsi.initiator;

import io.isere.datamover.ConnectionResources;
import io.isere.iscsi.session.Resilience;

/**
 * What an initiator is and how it behaves. Immutable; any thread.
 *
 * @param initiatorName iSCSI name of this initiator, for example {@code iqn.2026-11.io.isere:host1}
 * @param initiatorAlias a name for people; empty: none
 * @param isid the initiator part of the session identifier, 48 bits
 * @param queueDepth most commands with the target at a time
 * @param immediateData whether to offer ImmediateData=Yes; No is what every iSER peer agrees on
 * @param initialR2t whether to insist on InitialR2T=Yes; Yes is what every iSER peer agrees on
 * @param loginTimeoutNs how long one attempt may take, connecting and login together
 * @param loginAttempts how many attempts a login has when nothing answers in that time, at least 1; see {@link
 *     LoginAttempts}
 * @param commandTimeoutNs how long a command may take unless it says otherwise
 * @param taskManagementTimeoutNs how long a task management request may take
 * @param pingIntervalNs how long a quiet connection is left before it is pinged with a NOP-Out
 * @param pingTimeoutNs how long the answer to a ping may take
 * @param escalation what is done about a command without an answer
 * @param credentials who the initiator is to targets that want to know
 * @param resilience how many connections a session is to have, and what is done about errors on them
 */
public record InitiatorSettings(
        String initiatorName,
        String initiatorAlias,
        long isid,
        int queueDepth,
        boolean immediateData,
        boolean initialR2t,
        long loginTimeoutNs,
        int loginAttempts,
        long commandTimeoutNs,
        long taskManagementTimeoutNs,
        long pingIntervalNs,
        long pingTimeoutNs,
        EscalationPolicy escalation,
        InitiatorCredentials credentials,
        Resilience resilience) {
    private static final int MAX_QUEUE_DEPTH = 4096;

    /** PDUs a target may send besides responses: two pings and two async messages, as every peer allows for. */
    private static final int MISC_RECEIVES = 4;

    /** PDUs we may send besides commands: two pings, text, logout, and task management. */
    private static final int MISC_SENDS = 12;

    /** Checks the ranges. */
    public InitiatorSettings {
        if (queueDepth < 1 || queueDepth > MAX_QUEUE_DEPTH) {
            throw new IllegalArgumentException("queue depth " + queueDepth + ": want 1.." + MAX_QUEUE_DEPTH);
        }
        if (loginAttempts < 1) {
            throw new IllegalArgumentException("login attempts " + loginAttempts + ": want at least 1");
        }
        if ((isid & ~0xffff_ffff_ffffL) != 0) {
            throw new IllegalArgumentException("ISID has 48 bits");
        }
    }

    /** With a name and otherwise defaults. */
    public static InitiatorSettings of(String initiatorName, long isid) {
        return new InitiatorSettings(
                initiatorName,
                "",
                isid,
                128,
                false,
                true,
                10_000_000_000L,
                3,
                30_000_000_000L,
                10_000_000_000L,
                10_000_000_000L,
                10_000_000_000L,
                EscalationPolicy.defaults(),
                InitiatorCredentials.NONE,
                Resilience.plain());
    }

    /** The same with other credentials. */
    public InitiatorSettings withCredentials(InitiatorCredentials others) {
        return new InitiatorSettings(
                initiatorName,
                initiatorAlias,
                isid,
                queueDepth,
                immediateData,
                initialR2t,
                loginTimeoutNs,
                loginAttempts,
                commandTimeoutNs,
                taskManagementTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                escalation,
                others,
                resilience);
    }

    /** The same with another queue depth. */
    public InitiatorSettings withQueueDepth(int depth) {
        return new InitiatorSettings(
                initiatorName,
                initiatorAlias,
                isid,
                depth,
                immediateData,
                initialR2t,
                loginTimeoutNs,
                loginAttempts,
                commandTimeoutNs,
                taskManagementTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                escalation,
                credentials,
                resilience);
    }

    /** The same with other wishes about unsolicited data. */
    public InitiatorSettings withUnsolicitedData(boolean immediate, boolean solicitedFirst) {
        return new InitiatorSettings(
                initiatorName,
                initiatorAlias,
                isid,
                queueDepth,
                immediate,
                solicitedFirst,
                loginTimeoutNs,
                loginAttempts,
                commandTimeoutNs,
                taskManagementTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                escalation,
                credentials,
                resilience);
    }

    /** The same with other times. */
    public InitiatorSettings withTimeouts(long loginNs, long commandNs, long pingNs) {
        return new InitiatorSettings(
                initiatorName,
                initiatorAlias,
                isid,
                queueDepth,
                immediateData,
                initialR2t,
                loginNs,
                loginAttempts,
                commandNs,
                taskManagementTimeoutNs,
                pingNs,
                pingNs,
                escalation,
                credentials,
                resilience);
    }

    /** The same with other bounds of a login: nanoseconds an attempt, and attempts. */
    public InitiatorSettings withLogin(long attemptNs, int attempts) {
        return new InitiatorSettings(
                initiatorName,
                initiatorAlias,
                isid,
                queueDepth,
                immediateData,
                initialR2t,
                attemptNs,
                attempts,
                commandTimeoutNs,
                taskManagementTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                escalation,
                credentials,
                resilience);
    }

    /** The same with another time for commands. */
    public InitiatorSettings withCommandTimeout(long commandNs) {
        return new InitiatorSettings(
                initiatorName,
                initiatorAlias,
                isid,
                queueDepth,
                immediateData,
                initialR2t,
                loginTimeoutNs,
                loginAttempts,
                commandNs,
                taskManagementTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                escalation,
                credentials,
                resilience);
    }

    /** The same with other pings. */
    public InitiatorSettings withPings(long intervalNs, long timeoutNs) {
        return new InitiatorSettings(
                initiatorName,
                initiatorAlias,
                isid,
                queueDepth,
                immediateData,
                initialR2t,
                loginTimeoutNs,
                loginAttempts,
                commandTimeoutNs,
                taskManagementTimeoutNs,
                intervalNs,
                timeoutNs,
                escalation,
                credentials,
                resilience);
    }

    /** The same with another name. */
    public InitiatorSettings withName(String iscsiName) {
        return new InitiatorSettings(
                iscsiName,
                initiatorAlias,
                isid,
                queueDepth,
                immediateData,
                initialR2t,
                loginTimeoutNs,
                loginAttempts,
                commandTimeoutNs,
                taskManagementTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                escalation,
                credentials,
                resilience);
    }

    /** The same with another ISID. */
    public InitiatorSettings withIsid(long otherIsid) {
        return new InitiatorSettings(
                initiatorName,
                initiatorAlias,
                otherIsid,
                queueDepth,
                immediateData,
                initialR2t,
                loginTimeoutNs,
                loginAttempts,
                commandTimeoutNs,
                taskManagementTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                escalation,
                credentials,
                resilience);
    }

    /** The same with another way of dealing with overdue commands. */
    public InitiatorSettings withEscalation(EscalationPolicy policy) {
        return new InitiatorSettings(
                initiatorName,
                initiatorAlias,
                isid,
                queueDepth,
                immediateData,
                initialR2t,
                loginTimeoutNs,
                loginAttempts,
                commandTimeoutNs,
                taskManagementTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                policy,
                credentials,
                resilience);
    }

    /** The same with other means against faults. */
    public InitiatorSettings withResilience(Resilience other) {
        return new InitiatorSettings(
                initiatorName,
                initiatorAlias,
                isid,
                queueDepth,
                immediateData,
                initialR2t,
                loginTimeoutNs,
                loginAttempts,
                commandTimeoutNs,
                taskManagementTimeoutNs,
                pingIntervalNs,
                pingTimeoutNs,
                escalation,
                credentials,
                other);
    }

    /**
     * What a connection needs: receives = a response a command + what comes unasked; sends = a command each, its
     * unsolicited Data-Outs, and the rest.
     */
    ConnectionResources resources() {
        int dataOutsPerCommand = initialR2t ? 0 : 8;
        return new ConnectionResources(
                queueDepth, queueDepth + MISC_RECEIVES, queueDepth * (1 + dataOutsPerCommand) + MISC_SENDS);
    }
}
