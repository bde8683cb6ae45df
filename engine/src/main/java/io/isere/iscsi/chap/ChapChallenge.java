package io.isere.iscsi.chap;

import io.isere.iscsi.text.BinaryValue;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A challenge of one side and what is to come back. One object a challenge; immutable, any thread.
 *
 * @param algorithm hash of the response
 * @param identifier CHAP_I, 0..255
 * @param bytes CHAP_C, 1..1024 bytes
 */
public record ChapChallenge(ChapAlgorithm algorithm, int identifier, byte[] bytes) {
    /** Longest challenge and longest response (RFC 7143, section 12.1.3). */
    public static final int MAX_BYTES = 1024;

    /** CHAP_C of it. */
    public String text() {
        return BinaryValue.hex(bytes);
    }

    /** CHAP_R of it. */
    public byte[] response(ChapSecret secret) {
        return algorithm.response(identifier, secret, bytes);
    }

    /** Whether {@code response} is that of this secret, in time that does not depend on where it differs. */
    public boolean isAnsweredBy(byte[] response, ChapSecret secret) {
        return MessageDigest.isEqual(response, response(secret));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChapChallenge that
                && algorithm == that.algorithm
                && identifier == that.identifier
                && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return algorithm + " challenge " + identifier;
    }
}
