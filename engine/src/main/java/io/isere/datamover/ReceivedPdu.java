package io.isere.datamover;

import java.nio.ByteBuffer;

/**
 * A control-type PDU that arrived, in the memory it was received into.
 *
 * <p>Made at connection set-up, one a receive buffer. Valid during {@link DatamoverListener#controlNotify}; {@link #retain}
 * keeps it until {@link #release}, at the price of one receive buffer. Thread: the connection's loop.
 */
public abstract class ReceivedPdu {
    private final ByteBuffer buffer;
    private final int bhsOffset;
    private boolean retained;
    private boolean held;
    private boolean damaged;

    /**
     * @param buffer memory it lies in
     * @param bhsOffset where the BHS begins
     */
    protected ReceivedPdu(ByteBuffer buffer, int bhsOffset) {
        this.buffer = buffer;
        this.bhsOffset = bhsOffset;
    }

    /** The memory; absolute access only. */
    public final ByteBuffer buffer() {
        return buffer;
    }

    /** Where the 48-byte BHS begins. */
    public final int bhsOffset() {
        return bhsOffset;
    }

    /** Keeps the PDU beyond the upcall. */
    public final void retain() {
        retained = true;
        held = true;
    }

    /** Gives a retained PDU's receive buffer back to the wire; may happen during the upcall already. */
    public final void release() {
        if (held) {
            held = false;
            repost();
        }
    }

    /** Whether its data segment failed its digest: the header alone can be believed, and the PDU is to be discarded. */
    public final boolean isDamaged() {
        return damaged;
    }

    /** For the datamover, after {@link #beforeNotify}: the digest of the data segment is wrong. */
    public final void markDamaged() {
        damaged = true;
    }

    /** For the datamover, before the upcall: the PDU is new. */
    public final void beforeNotify() {
        retained = false;
        held = false;
        damaged = false;
    }

    /** For the datamover, after the upcall: gives the buffer back unless the session keeps it or has done so already. */
    public final void afterNotify() {
        if (!retained) {
            repost();
        }
    }

    /** Posts the receive buffer again. */
    protected abstract void repost();
}
