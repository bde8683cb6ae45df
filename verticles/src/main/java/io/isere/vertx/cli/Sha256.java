package io.isere.vertx.cli;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running SHA-256. For one thread. */
final class Sha256 {
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Takes the first {@code bytes} bytes of a buffer. */
    void update(ByteBuffer buffer, int bytes) {
        digest.update(buffer.slice(0, bytes));
    }

    /** The digest in hexadecimal; ends it. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
