package io.isere.vertx.impl;

import io.isere.iscsi.text.TargetAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A portal as people write it: {@code host:port}, {@code host}, {@code [ipv6]:port}. Immutable.
 *
 * @param host name or address, without brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
    private static final int MAX_PORT = 0xffff;

    /**
     * Reads a portal; no port means {@value TargetAddress#DEFAULT_PORT}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static HostPort parse(String text) {
        return parse(text, TargetAddress.DEFAULT_PORT);
    }

    /** The same with another port for where none is written. */
    public static HostPort parse(String text, int defaultPort) {
        int hostEnd = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (hostEnd < 0) {
            hostEnd = text.length();
        }
        String host = text.startsWith("[") && hostEnd > 1 ? text.substring(1, hostEnd - 1) : text.substring(0, hostEnd);
        if (host.isEmpty() || host.indexOf('/') >= 0) {
            throw malformed(text);
        }
        return new HostPort(host, hostEnd == text.length() ? defaultPort : port(text, hostEnd));
    }

    private static int port(String text, int hostEnd) {
        String digits = text.substring(hostEnd + 1);
        boolean number = digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (text.charAt(hostEnd) != ':' || digits.isEmpty() || !number || Integer.parseInt(digits) > MAX_PORT) {
            throw malformed(text);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is no portal: want host:port, for example 127.0.0.1:3260 or [::1]:3260");
    }

    /** Looks the name up, off the event loops. */
    Future<InetSocketAddress> resolve(Vertx vertx) {
        return vertx.executeBlocking(() -> {
            try {
                return new InetSocketAddress(InetAddress.getByName(host), port);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("host '" + host + "' is not known: check its spelling, or DNS", e);
            }
        });
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** How an address is written as a portal. */
    static String format(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
