package io.isere.scsi.backstore.encrypted;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;

/** The two keys of XTS-AES-256, of 256 bits each: of the data, then of the tweak. For one thread; holds a secret. */
public final class XtsKey {
    static final int BYTES = 64;
    private static final int HALF_BYTES = BYTES / 2;
    private static final String AES = "AES";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private XtsKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A key that nobody has had before. */
    public static XtsKey random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new XtsKey(bytes);
    }

    /**
     * Reads the 128 digits of a key.
     *
     * @throws IllegalArgumentException when it is none, or its halves are equal, with which XTS protects little
     */
    static XtsKey parse(String digits) {
        byte[] bytes = HexFormat.of().parseHex(digits);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a key has " + 2 * BYTES + " hexadecimal digits");
        }
        if (Arrays.equals(bytes, 0, HALF_BYTES, bytes, HALF_BYTES, BYTES)) {
            throw new IllegalArgumentException("both halves of the key are the same");
        }
        return new XtsKey(bytes);
    }

    /** The 128 digits. */
    String digits() {
        return HexFormat.of().formatHex(bytes);
    }

    XtsKey copy() {
        return new XtsKey(bytes.clone());
    }

    SecretKeySpec dataKey() {
        return new SecretKeySpec(bytes, 0, HALF_BYTES, AES);
    }

    SecretKeySpec tweakKey() {
        return new SecretKeySpec(bytes, HALF_BYTES, HALF_BYTES, AES);
    }

    /** Overwrites it; it is of no use afterwards. */
    void wipe() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "XtsKey";
    }
}
