package io.isere.iscsi.chap;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A name and its secret. Immutable; any thread.
 *
 * @param name CHAP_N, 1 to 255 bytes
 * @param secret what proves it
 */
public record ChapCredentials(String name, ChapSecret secret) {
    private static final int MAX_NAME_BYTES = 255;

    /** Checks the name. */
    public ChapCredentials {
        int length = name.getBytes(UTF_8).length;
        if (length < 1 || length > MAX_NAME_BYTES || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a CHAP name of " + length + " bytes: want 1 to 255, none of them null");
        }
    }
}
