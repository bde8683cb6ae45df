package io.isere.iser;

import io.isere.iscsi.pdu.Flyweight;

/**
 * What every iSER message starts with (RFC 7145, section 9.1): 28 bytes, the opcode in the first four bits.
 *
 * <p>The 12-byte header of RFC 5046 was never used by anybody and is not known here. Threads, lifetime and allocation:
 * see {@link Flyweight}.
 *
 * @param <T> the concrete header, which every setter returns
 */
public abstract class IserHeader<T extends IserHeader<T>> extends Flyweight<T> {

    /** Length of every iSER header. */
    public static final int LENGTH_BYTES = 28;

    private static final int OPCODE_OFFSET = 0;
    private static final int OPCODE_SHIFT = 4;

    IserHeader() {
        super(LENGTH_BYTES);
    }

    /** Zeroes the header and sets the opcode. */
    final T zero(int opcode) {
        zero();
        return putByte(OPCODE_OFFSET, opcode << OPCODE_SHIFT);
    }

    /** The 4-bit opcode; see {@link IserOpcode}. */
    public final int opcode() {
        return getUnsignedByte(OPCODE_OFFSET) >> OPCODE_SHIFT;
    }
}
