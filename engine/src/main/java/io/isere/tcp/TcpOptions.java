package io.isere.tcp;

import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;

/**
 * How TCP connections are made and what is negotiated for them. Immutable; any thread.
 *
 * @param connectTimeoutNs how long connecting may take
 * @param closeTimeoutNs how long an orderly close may take, after which the connection is reset
 * @param keys what is negotiated otherwise than the session would have it: digests, segment lengths, outstanding R2Ts
 */
public record TcpOptions(long connectTimeoutNs, long closeTimeoutNs, LocalValues keys) {
    /** Checks the ranges. */
    public TcpOptions {
        if (connectTimeoutNs <= 0 || closeTimeoutNs <= 0) {
            throw new IllegalArgumentException("timeouts must be positive");
        }
    }

    /** What suits everybody. */
    public static TcpOptions defaults() {
        return new TcpOptions(10_000_000_000L, 2_000_000_000L, LocalValues.none());
    }

    /** The same with other keys. */
    public TcpOptions withKeys(LocalValues others) {
        return new TcpOptions(connectTimeoutNs, closeTimeoutNs, others);
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
