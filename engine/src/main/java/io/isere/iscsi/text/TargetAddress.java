package io.isere.iscsi.text;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A portal as the TargetAddress key writes it: {@code host[:port][,portal-group-tag]} (RFC 7143, section 13.8).
 * Immutable.
 *
 * @param host DNS name, IPv4 address, or IPv6 address without brackets
 * @param port TCP port, 1..65535
 * @param portalGroupTag 0..65535, or {@link #NO_TAG}
 */
public record TargetAddress(String host, int port, int portalGroupTag) {

    /** The port if none is written. */
    public static final int DEFAULT_PORT = 3260;

    /** Stands for a portal group tag that is not written. */
    public static final int NO_TAG = -1;

    /** How an address is written as host: without the zone of an IPv6 address, which means something here only. */
    public static String hostOf(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** The address that {@code text} writes, null if it is malformed. */
    public static @Nullable TargetAddress parse(String text) {
        int comma = text.lastIndexOf(',');
        String portal = comma < 0 ? text : text.substring(0, comma);
        long tag = comma < 0 ? NO_TAG : NumericalValue.parse(text.substring(comma + 1));
        if (tag > 0xffff || (comma >= 0 && tag == NumericalValue.INVALID)) {
            return null;
        }
        int hostEnd = portal.startsWith("[") ? portal.indexOf(']') + 1 : endOfHost(portal);
        if (hostEnd <= 0) {
            return null;
        }
        String host = portal.startsWith("[") ? portal.substring(1, hostEnd - 1) : portal.substring(0, hostEnd);
        long port = parsePort(portal.substring(hostEnd));
        boolean legal = isHost(host) && port >= 1 && port <= 0xffff;
        return legal ? new TargetAddress(host, (int) port, (int) tag) : null;
    }

    private static int endOfHost(String portal) {
        int colon = portal.indexOf(':');
        return colon < 0 ? portal.length() : colon;
    }

    private static long parsePort(String behindHost) {
        if (behindHost.isEmpty()) {
            return DEFAULT_PORT;
        }
        return behindHost.charAt(0) == ':' ? NumericalValue.parse(behindHost.substring(1)) : NumericalValue.INVALID;
    }

    private static boolean isHost(String host) {
        return !host.isEmpty() && host.chars().allMatch(c -> c > ' ' && c < 0x7f && "[],=/".indexOf(c) < 0);
    }

    /** The value of the key, with port, with brackets around an IPv6 address. */
    public String text() {
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return bracketed + ":" + port + (portalGroupTag == NO_TAG ? "" : "," + portalGroupTag);
    }

    @Override
    public String toString() {
        return text();
    }
}
