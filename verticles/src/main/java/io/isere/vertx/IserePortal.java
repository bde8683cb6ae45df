package io.isere.vertx;

/**
 * A portal of a target node: where it listens, and the group it belongs to (RFC 7143 section 4.4.1). Immutable.
 *
 * @param address {@code host:port}; port 0 takes a free one, no port is 3260, an IPv6 address goes in brackets
 * @param groupTag portal group tag, 1 to 65535
 */
public record IserePortal(String address, int groupTag) {
    /** The group of a portal that is given none. */
    public static final int DEFAULT_GROUP = 1;

    private static final int MAX_GROUP = 0xffff;

    /** Checks the tag. */
    public IserePortal {
        if (groupTag < 1 || groupTag > MAX_GROUP) {
            throw new IllegalArgumentException("portal group tag " + groupTag + ": want 1.." + MAX_GROUP);
        }
    }

    /** A portal of group 1. */
    public static IserePortal of(String address) {
        return new IserePortal(address, DEFAULT_GROUP);
    }
}
