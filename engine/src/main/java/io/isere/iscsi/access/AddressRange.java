package io.isere.iscsi.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Addresses with a common prefix, as {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or one address. Immutable; any thread. */
public final class AddressRange {
    private final byte[] network;
    private final int prefixBits;
    private final String text;

    private AddressRange(byte[] network, int prefixBits, String text) {
        this.network = network;
        this.prefixBits = prefixBits;
        this.text = text;
    }

    /**
     * Reads one; no name is looked up.
     *
     * @throws IllegalArgumentException if it is none, or has bits behind its prefix
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] bytes = address(address, text);
        int bits = bytes.length * Byte.SIZE;
        int prefixBits = slash < 0 ? bits : prefix(text.substring(slash + 1), bits, text);
        for (int bit = prefixBits; bit < bits; bit++) {
            if (((bytes[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE)) & 1) != 0) {
                throw malformed(text, "it has bits set behind its first " + prefixBits);
            }
        }
        return new AddressRange(bytes, prefixBits, text);
    }

    private static byte[] address(String address, String text) {
        boolean literal = address.indexOf(':') >= 0
                ? address.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')
                : address.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!literal) {
            throw malformed(text, "it does not begin with an IPv4 or IPv6 address");
        }
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw malformed(text, "it does not begin with an IPv4 or IPv6 address");
        }
    }

    private static int prefix(String digits, int bits, String text) {
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > bits) {
            throw malformed(text, "want a prefix of 0 to " + bits + " bits behind the slash");
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException("'" + text + "' is no range of addresses as 192.0.2.0/24: " + why);
    }

    /** Whether it has this address; an IPv4 address in IPv6 form is the IPv4 address. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != network.length) {
            return false;
        }
        int whole = prefixBits / Byte.SIZE;
        for (int index = 0; index < whole; index++) {
            if (bytes[index] != network[index]) {
                return false;
            }
        }
        int rest = prefixBits % Byte.SIZE;
        int mask = (0xff << (Byte.SIZE - rest)) & 0xff;
        return rest == 0 || ((bytes[whole] ^ network[whole]) & mask) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range
                && prefixBits == range.prefixBits
                && Arrays.equals(network, range.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + prefixBits;
    }

    @Override
    public String toString() {
        return text;
    }
}
