package io.isere.scsi.device.sbc;

import java.nio.ByteBuffer;

/**
 * How a sanitize operation goes about its work (SBC-3 5.24.2): a number of passes that write the whole medium, and
 * whether all blocks are unmapped in the end; or one step that changes the key of the backstore. Immutable.
 */
final class SanitizeMethod {
    /** Zeros over what is mapped, so that nothing is left in memory that is given back; then UNMAP. */
    static final SanitizeMethod BLOCK_ERASE = new SanitizeMethod(new byte[] {0}, 1, false, true);

    /** A new key for the backstore: what was written under the old one reads as noise. */
    static final SanitizeMethod CRYPTOGRAPHIC_ERASE = new SanitizeMethod(new byte[0], 1, false, false);

    private final byte[] pattern;
    private final int passes;
    private final boolean inverts;
    private final boolean unmaps;

    private SanitizeMethod(byte[] pattern, int passes, boolean inverts, boolean unmaps) {
        this.pattern = pattern;
        this.passes = passes;
        this.inverts = inverts;
        this.unmaps = unmaps;
    }

    /**
     * Writes the whole medium.
     *
     * @param pattern what a pass writes, from the beginning of each block on and as often as it fits
     * @param passes at least 1
     * @param inverts whether every other pass writes the inverted pattern; the last one never does
     */
    static SanitizeMethod overwrite(byte[] pattern, int passes, boolean inverts) {
        return new SanitizeMethod(pattern, passes, inverts, false);
    }

    int passes() {
        return passes;
    }

    /** Whether only blocks that are mapped are written, and all are unmapped in the end. */
    boolean unmaps() {
        return unmaps;
    }

    /** Whether its one pass changes the key, and writes nothing. */
    boolean changesKey() {
        return pattern.length == 0;
    }

    /** Fills memory, of whole blocks, with what pass {@code pass}, from 0 on, writes. */
    void fill(ByteBuffer memory, int blockBytes, int pass) {
        int inversion = inverts && (passes - 1 - pass) % 2 == 1 ? 0xFF : 0;
        for (int at = 0; at < blockBytes; at++) {
            memory.put(at, (byte) (pattern[at % pattern.length] ^ inversion));
        }
        for (int at = blockBytes; at < memory.capacity(); at += blockBytes) {
            memory.put(at, memory, 0, blockBytes);
        }
    }

    @Override
    public String toString() {
        return changesKey() ? "changing its key" : passes + " passes" + (unmaps ? ", then unmapping" : "");
    }
}
