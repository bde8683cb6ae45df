package io.isere.iscsi.access;

import io.isere.iscsi.text.TargetAddress;

/**
 * Where a target is instead (Login Response 01/01 and 01/02; RFC 7143, section 11.13.5). Immutable; any thread.
 *
 * @param address {@code host:port}; empty: the target is here
 * @param permanent whether initiators should remember it
 */
public record Redirection(String address, boolean permanent) {
    /** The target is here. */
    public static final Redirection NONE = new Redirection("", false);

    /**
     * The target is elsewhere.
     *
     * @param address host, {@code host:port} or {@code [ipv6]:port}; no port is 3260
     * @throws IllegalArgumentException if it is no such address, or has a portal group tag
     */
    public static Redirection to(String address, boolean permanent) {
        TargetAddress parsed = TargetAddress.parse(address);
        if (parsed == null || parsed.portalGroupTag() != TargetAddress.NO_TAG) {
            throw new IllegalArgumentException(
                    "cannot redirect to '" + address + "': want host:port or [ipv6]:port, without portal group tag");
        }
        return new Redirection(parsed.text(), permanent);
    }

    boolean isThere() {
        return !address.isEmpty();
    }
}
