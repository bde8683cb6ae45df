package io.isere.iscsi.login;

/** Makes initiator session identifiers (RFC 7143, section 11.12.5). Static functions; any thread. */
public final class Isid {

    private static final long RANDOM_FORMAT = 0x80L << 40;

    private Isid() {}

    /**
     * An ISID of the "Random" format.
     *
     * @param random 24 random bits; the same for all sessions of an initiator
     * @param qualifier 16 bits that tell the initiator's sessions apart
     * @return 48 bits
     */
    public static long random(int random, int qualifier) {
        return RANDOM_FORMAT | (random & 0xff_ffffL) << Short.SIZE | (qualifier & 0xffffL);
    }
}
