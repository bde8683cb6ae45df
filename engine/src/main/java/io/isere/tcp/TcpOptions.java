package io.isere.tcp;

import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;

/**
 * How TCP connections are made and what is negotiated for them. Immutable; any thread.
 *
 * @param connectTimeoutNs how long connecting may take at most; an initiator's login timeout ends it before
 * @param closeTimeoutNs how long an orderly close may take, after which the connection is reset
 * @param keys what is negotiated otherwise than the session would have it: digests, segment lengths, outstanding R2Ts
 */
public record TcpOptions(long connectTimeoutNs, long closeTimeoutNs, LocalValues keys) {
    private static final int FIRST_BURST_BYTES = 1 << 16;
    private static final int MAX_BURST_BYTES = 1 << 20;

    /** Checks the ranges. */
    public TcpOptions {
        if (connectTimeoutNs <= 0 || closeTimeoutNs <= 0) {
            throw new IllegalArgumentException("timeouts must be positive");
        }
    }

    /**
     * What suits everybody: a small write comes with its command and a middling one behind it unasked, so that neither
     * waits for an R2T, and a large one is asked for in few pieces.
     */
    public static TcpOptions defaults() {
        return plain().withKeys(LocalValues.none()
                .with(NegotiationKey.IMMEDIATE_DATA, true)
                .with(NegotiationKey.INITIAL_R2T, false)
                .with(NegotiationKey.FIRST_BURST_LENGTH, FIRST_BURST_BYTES)
                .with(NegotiationKey.MAX_BURST_LENGTH, MAX_BURST_BYTES));
    }

    /** What the session wants, and nothing of TCP's own. */
    public static TcpOptions plain() {
        return new TcpOptions(60_000_000_000L, 2_000_000_000L, LocalValues.none());
    }

    /** The same with other keys. */
    public TcpOptions withKeys(LocalValues others) {
        return new TcpOptions(connectTimeoutNs, closeTimeoutNs, others);
    }

    /** The same with one more key of its own. */
    public TcpOptions with(NegotiationKey key, String value) {
        return withKeys(keys.with(key, value));
    }

    /** What to negotiate, given what the session wants. */
    LocalValues values(LocalValues wanted) {
        LocalValues values = wanted;
        for (NegotiationKey key : keys.keys()) {
            String value = keys.get(key);
            values = value == null ? values : values.with(key, value);
        }
        return values;
    }
}
