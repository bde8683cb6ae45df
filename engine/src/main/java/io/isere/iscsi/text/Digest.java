package io.isere.iscsi.text;

/** Digest methods of HeaderDigest and DataDigest (RFC 7143, section 13.1). */
public enum Digest {
    /** No digest. */
    NONE,
    /** CRC32C. */
    CRC32C;

    static Digest of(String value) {
        return value.equals("CRC32C") ? CRC32C : NONE;
    }
}
