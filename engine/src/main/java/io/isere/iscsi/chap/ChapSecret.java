package io.isere.iscsi.chap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A CHAP secret. Never shows itself: not in {@link #toString}, not in a message. Immutable; any thread.
 */
public final class ChapSecret {
    /** Least length of a secret that needs no encryption below (RFC 7143, section 9.2.1): 96 bits. */
    public static final int MIN_BYTES = 12;

    /** Most bytes of a secret. */
    public static final int MAX_BYTES = 256;

    private static final int RANDOM_BYTES = 16;

    private final byte[] bytes;

    private ChapSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The secret of these characters, in UTF-8.
     *
     * @param allowWeak whether less than 96 bits are taken: only over a connection that is protected otherwise
     * @throws IllegalArgumentException if it is too short or too long; the message does not show it
     */
    public static ChapSecret of(String characters, boolean allowWeak) {
        byte[] bytes = characters.getBytes(UTF_8);
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a CHAP secret of " + bytes.length + " bytes: want 1 to " + MAX_BYTES + " bytes");
        }
        if (bytes.length < MIN_BYTES && !allowWeak) {
            throw new IllegalArgumentException(
                    "a CHAP secret of " + bytes.length * Byte.SIZE
                            + " bits: RFC 7143 wants 96 bits (12 characters) or more; take a longer one, or allow weak secrets");
        }
        return new ChapSecret(bytes);
    }

    /** The secret of these characters, which are at least 12. */
    public static ChapSecret of(String characters) {
        return of(characters, false);
    }

    /** 128 random bits as 32 hex digits, to be handed to both sides. */
    public static String random(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Whether both are the same, in time that does not depend on where they differ. */
    public boolean isSameAs(ChapSecret other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChapSecret secret && isSameAs(secret);
    }

    /** Tells nothing but the length. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    void updateInto(MessageDigest digest) {
        digest.update(bytes);
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
