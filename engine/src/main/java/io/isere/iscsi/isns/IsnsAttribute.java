package io.isere.iscsi.isns;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A tag with its value (RFC 4171, section 5.3). Immutable; any thread. */
public final class IsnsAttribute {
    private static final int ADDRESS_BYTES = 16;
    private static final int IPV4_OFFSET = 12;

    private final int tag;
    private final byte[] value;

    private IsnsAttribute(int tag, byte[] value) {
        this.tag = tag;
        this.value = value;
    }

    static IsnsAttribute of(int tag, byte[] value) {
        return new IsnsAttribute(tag, value.clone());
    }

    /** Without a value: what a query asks for. */
    public static IsnsAttribute empty(IsnsTag tag) {
        return new IsnsAttribute(tag.code(), new byte[0]);
    }

    /** With a text, ended by a null and padded to four bytes. */
    public static IsnsAttribute text(IsnsTag tag, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new IsnsAttribute(tag.code(), Arrays.copyOf(bytes, (bytes.length / 4 + 1) * 4));
    }

    /** With a number of 32 bits. */
    public static IsnsAttribute number(IsnsTag tag, int number) {
        return new IsnsAttribute(
                tag.code(), ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    /** With an address, IPv4 as IPv6 ("::ffff:a.b.c.d"). */
    public static IsnsAttribute address(IsnsTag tag, InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] value = new byte[ADDRESS_BYTES];
        System.arraycopy(bytes, 0, value, ADDRESS_BYTES - bytes.length, bytes.length);
        if (bytes.length < ADDRESS_BYTES) {
            value[IPV4_OFFSET - 2] = -1;
            value[IPV4_OFFSET - 1] = -1;
        }
        return new IsnsAttribute(tag.code(), value);
    }

    /** Whether it has this tag. */
    public boolean is(IsnsTag other) {
        return tag == other.code();
    }

    /** Its tag's number. */
    public int tag() {
        return tag;
    }

    /** Whether there is no value. */
    public boolean isEmpty() {
        return value.length == 0;
    }

    /** The value as text, up to its null; "" without a value. */
    public String text() {
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(value, 0, end, UTF_8);
    }

    /** The value as a number of 32 bits; -1 when it has another length. */
    public long number() {
        return value.length == Integer.BYTES
                ? Integer.toUnsignedLong(ByteBuffer.wrap(value).getInt())
                : -1;
    }

    /** The value as an address, null when it is none. */
    public @Nullable InetAddress address() {
        try {
            return value.length == ADDRESS_BYTES ? InetAddress.getByAddress(value) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    byte[] value() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IsnsAttribute that && tag == that.tag && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * tag + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return tag + "=" + HexFormat.of().formatHex(value);
    }
}
