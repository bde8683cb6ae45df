package io.isere.iser;

import java.util.Objects;

/**
 * What iSER leaves open and peers decided, with the peers' way as default.
 *
 * @param baseOffset what the Write STag's base offset means when unsolicited data was sent
 * @param maxTargetDataSegmentBytes longest data segment a target puts into a full-feature PDU to the initiator. RFC 7145
 *     allows the declared InitiatorRecvDataSegmentLength, but the Linux, FreeBSD and libiscsi initiators declare 8192 or
 *     more and post receives of 128 data bytes: anything longer kills their connection. 0: no cap, as the RFC says
 * @param sendWithInvalidate whether this side offers Send with Invalidate in its CM private data
 * @param ird inbound RDMA Reads an initiator serves at a time
 * @param ord RDMA Reads a target would like to have outstanding
 * @param connectTimeoutNs how long a connect or accept may take at most; an initiator's login timeout ends it before
 */
public record IserOptions(
        BaseOffset baseOffset,
        int maxTargetDataSegmentBytes,
        boolean sendWithInvalidate,
        int ird,
        int ord,
        long connectTimeoutNs) {

    /** Data bytes that the receives of today's kernel initiators hold. */
    public static final int KERNEL_INITIATOR_DATA_BYTES = 128;

    /** What the base offset of a Write STag points at (RFC 7145 section 6.8, TaggedBufferForSolicitedDataOnly). */
    public enum BaseOffset {
        /**
         * At the first byte that was not sent unsolicited, as Linux and libiscsi do without saying so in a key; used as
         * target when the initiator sends no TaggedBufferForSolicitedDataOnly, and always as initiator, which then sends
         * the key as Yes.
         */
        SOLICITED_DATA_ONLY,
        /** At byte 0 of the buffer: RFC 7145's meaning when the key was not sent. */
        WHOLE_BUFFER
    }

    /** Checks the ranges. */
    public IserOptions {
        Objects.requireNonNull(baseOffset);
        if (maxTargetDataSegmentBytes < 0 || ird < 0 || ord < 0 || connectTimeoutNs <= 0) {
            throw new IllegalArgumentException("iSER options must not be negative, and the timeout must be positive");
        }
    }

    /** What works with every known peer. */
    public static IserOptions defaults() {
        return new IserOptions(
                BaseOffset.SOLICITED_DATA_ONLY, KERNEL_INITIATOR_DATA_BYTES, true, 16, 16, 60_000_000_000L);
    }

    /** The same with another meaning of the base offset. */
    public IserOptions withBaseOffset(BaseOffset meaning) {
        return new IserOptions(meaning, maxTargetDataSegmentBytes, sendWithInvalidate, ird, ord, connectTimeoutNs);
    }

    /** The same with another cap of the target's data segments. */
    public IserOptions withMaxTargetDataSegmentBytes(int bytes) {
        return new IserOptions(baseOffset, bytes, sendWithInvalidate, ird, ord, connectTimeoutNs);
    }

    /** The same with or without Send with Invalidate. */
    public IserOptions withSendWithInvalidate(boolean offered) {
        return new IserOptions(baseOffset, maxTargetDataSegmentBytes, offered, ird, ord, connectTimeoutNs);
    }

    /** The same with other read depths. */
    public IserOptions withReadDepth(int inbound, int outbound) {
        return new IserOptions(
                baseOffset, maxTargetDataSegmentBytes, sendWithInvalidate, inbound, outbound, connectTimeoutNs);
    }
}
