package io.isere.iscsi.chap;

import io.isere.iscsi.text.BinaryValue;
import java.security.MessageDigest;

/** A challenge of one side, and what is to come back. Immutable; any thread. */
public final class ChapChallenge {
    /** Longest challenge and longest response (RFC 7143, section 12.1.3). */
    public static final int MAX_BYTES = 1024;

    private final ChapAlgorithm algorithm;
    private final int identifier;
    private final byte[] bytes;

    /**
     * @param algorithm hash of the response
     * @param identifier CHAP_I, 0..255
     * @param bytes CHAP_C, 1..1024 bytes; copied
     */
    public ChapChallenge(ChapAlgorithm algorithm, int identifier, byte[] bytes) {
        this.algorithm = algorithm;
        this.identifier = identifier;
        this.bytes = bytes.clone();
    }

    /** Hash of the response. */
    public ChapAlgorithm algorithm() {
        return algorithm;
    }

    /** CHAP_I of it. */
    public int identifier() {
        return identifier;
    }

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
    public String toString() {
        return algorithm + " challenge " + identifier;
    }
}
