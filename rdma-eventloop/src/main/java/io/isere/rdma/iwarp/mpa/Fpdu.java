package io.isere.rdma.iwarp.mpa;

/**
 * Arithmetic of the framed PDU without markers (RFC 5044 section 4.1). Pure functions.
 *
 * <pre>
 * +----------------+--------------------------+-----------+-----------+
 * | ULPDU_Length 2 |  ULPDU (ULPDU_Length)    | PAD 0..3  |  CRC32C 4 |
 * +----------------+--------------------------+-----------+-----------+
 *                                             ^ length + ULPDU + PAD is a multiple of 4
 * </pre>
 */
public final class Fpdu {
    /** Bytes of the ULPDU_Length field. */
    public static final int LENGTH_FIELD_BYTES = 2;

    /** Bytes of the CRC field, there even when CRCs are off. */
    public static final int CRC_BYTES = 4;

    /** Most bytes of pad and CRC after a ULPDU. */
    public static final int MAX_TRAILER_BYTES = 3 + CRC_BYTES;

    /** Smallest MULPDU used: section 4.5 allows no less than 128; this is the next that needs no pad. */
    public static final int MIN_MULPDU_BYTES = 130;

    /** Most bytes of a whole FPDU that this implementation sends. */
    public static final int MAX_FPDU_BYTES = 1 << 16;

    private Fpdu() {}

    /** Pad bytes after a ULPDU of this length. */
    public static int padBytes(int ulpduBytes) {
        return -(ulpduBytes + LENGTH_FIELD_BYTES) & 3;
    }

    /** Pad and CRC after a ULPDU of this length. */
    public static int trailerBytes(int ulpduBytes) {
        return padBytes(ulpduBytes) + CRC_BYTES;
    }

    /** The whole FPDU on the wire. */
    public static int wireBytes(int ulpduBytes) {
        return LENGTH_FIELD_BYTES + ulpduBytes + trailerBytes(ulpduBytes);
    }

    /**
     * MULPDU without markers: the largest ULPDU whose FPDU needs no pad and fits {@code segmentBytes}, which is the EMSS
     * or a limit chosen instead (section 4.5: EMSS - (6 + EMSS mod 4)).
     */
    public static int mulpduBytes(int segmentBytes) {
        int limit = Math.min(segmentBytes, MAX_FPDU_BYTES);
        int mulpdu = limit - (LENGTH_FIELD_BYTES + CRC_BYTES + limit % 4);
        return Math.max(mulpdu, MIN_MULPDU_BYTES);
    }
}
