package io.isere.datamover;

import java.nio.ByteBuffer;

/**
 * A place to build one control-type PDU to be sent: BHS, AHS and data segment, in the memory the wire sends from.
 *
 * <p>What is in it is in its bytes: lengths are those of the BHS. Made at connection set-up and reused; owned by whoever
 * acquired it until it is sent.
 */
public final class ControlPdu {
    private final int index;
    private final ByteBuffer buffer;
    private final int bhsOffset;
    private final int dataCapacityBytes;

    /**
     * @param index its number in the datamover's pool
     * @param buffer memory it lies in
     * @param bhsOffset where the BHS begins
     * @param dataCapacityBytes room for AHS and data segment together
     */
    public ControlPdu(int index, ByteBuffer buffer, int bhsOffset, int dataCapacityBytes) {
        this.index = index;
        this.buffer = buffer;
        this.bhsOffset = bhsOffset;
        this.dataCapacityBytes = dataCapacityBytes;
    }

    /** Number in its pool; for the datamover. */
    public int index() {
        return index;
    }

    /** The memory; absolute access only. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Where the 48-byte BHS begins. */
    public int bhsOffset() {
        return bhsOffset;
    }

    /** Room for AHS and data segment together. */
    public int dataCapacityBytes() {
        return dataCapacityBytes;
    }
}
