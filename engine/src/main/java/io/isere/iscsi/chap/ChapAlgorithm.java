package io.isere.iscsi.chap;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A hash that CHAP may use, with its number in CHAP_A (IANA, "PPP Authentication Algorithms"). Immutable; any thread. */
public enum ChapAlgorithm {
    /** The one every implementation has (RFC 7143, section 12.1.3). */
    MD5(5, "MD5", 16),
    /** SHA-1. */
    SHA1(6, "SHA-1", 20),
    /** SHA-256. */
    SHA256(7, "SHA-256", 32),
    /** SHA3-256. */
    SHA3_256(8, "SHA3-256", 32);

    /**
     * What an initiator offers, best first, but SHA-256 last: to tgt number 7 means SHA-1, and it takes the first number it
     * knows. Targets with a SHA-256 of their own (Linux, SCST) have SHA3-256 too.
     */
    public static final List<ChapAlgorithm> OFFERED = List.of(SHA3_256, SHA1, MD5, SHA256);

    /** All of them; a target leaves the choice to the initiator's order. */
    public static final List<ChapAlgorithm> ALL = List.of(SHA3_256, SHA256, SHA1, MD5);

    private final int code;
    private final String digestName;
    private final int digestBytes;

    ChapAlgorithm(int code, String digestName, int digestBytes) {
        this.code = code;
        this.digestName = digestName;
        this.digestBytes = digestBytes;
    }

    /** The algorithm of this number, null if there is none here. */
    public static @Nullable ChapAlgorithm of(long code) {
        for (ChapAlgorithm algorithm : values()) {
            if (algorithm.code == code) {
                return algorithm;
            }
        }
        return null;
    }

    /**
     * The algorithm that people name so: "MD5", "SHA1", "SHA-256", "sha3-256".
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ChapAlgorithm named(String name) {
        for (ChapAlgorithm algorithm : values()) {
            if (plain(algorithm.digestName).equals(plain(name))) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException("'" + name + "' is no CHAP algorithm: want MD5, SHA1, SHA256 or SHA3-256");
    }

    private static String plain(String name) {
        return name.replaceAll("[-_]", "").toUpperCase(Locale.ROOT);
    }

    /** Its number in CHAP_A. */
    public int code() {
        return code;
    }

    /** Length of a response. */
    public int digestBytes() {
        return digestBytes;
    }

    /** The response to a challenge: the hash of identifier, secret and challenge (RFC 1994, section 4.1). */
    public byte[] response(int identifier, ChapSecret secret, byte[] challenge) {
        MessageDigest digest = newDigest();
        digest.update((byte) identifier);
        secret.updateInto(digest);
        return digest.digest(challenge);
    }

    private MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(digestName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + digestName, e);
        }
    }

    @Override
    public String toString() {
        return digestName;
    }
}
