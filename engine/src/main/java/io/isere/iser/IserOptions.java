package io.isere.iser;

import java.util.Objects;

/**
 * What iSER leaves open and peers decided, with the peers' way as default.
 *
 * <p>No options, for taking either way harms nobody: keys a peer does not know (LIO answers most of RFC 7145's with
 * NotUnderstood) have their defaults; RDMAExtensions may come anywhere in the operational stage, and open-iscsi sends it last;
 * MaxRecvDataSegmentLength over iSER, digests and markers are answered and mean nothing; a Write STag may come with a write
 * whose data is all immediate, as libiscsi's does; SendTargets is answered over iSER, although the RFC wants discovery over TCP
 * (an initiator chooses: the transport of its options).
 *
 * @param baseOffset what the Write STag's base offset means when unsolicited data was sent
 * @param maxTargetDataSegmentBytes longest data segment a target puts into a full-feature PDU to the initiator. RFC 7145
 *     allows the declared InitiatorRecvDataSegmentLength, but the Linux, FreeBSD and libiscsi initiators declare 8192 or
 *     more and post receives of 128 data bytes: anything longer kills their connection. 0: no cap, as the RFC says
 * @param sendWithInvalidate whether this side offers Send with Invalidate in its CM private data
 * @param ird inbound RDMA Reads an initiator serves at a time
 * @param ord RDMA Reads a target would like to have outstanding
 * @param hello whether an initiator opens each connection with the iSER Hello exchange (iSERHelloRequired=Yes, RFC 7145
 *     section 5.1.3). No initiator in use does, and LIO takes a Hello for a PDU that is broken; it is not sent to a target
 *     that does not know the key. A target answers a Hello whatever this says
 * @param connectTimeoutNs how long a connect or accept may take at most; an initiator's login timeout ends it before
 */
public record IserOptions(
        BaseOffset baseOffset,
        int maxTargetDataSegmentBytes,
        boolean sendWithInvalidate,
        int ird,
        int ord,
        boolean hello,
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
                BaseOffset.SOLICITED_DATA_ONLY, KERNEL_INITIATOR_DATA_BYTES, true, 16, 16, false, 60_000_000_000L);
    }

    /** The same with another meaning of the base offset. */
    public IserOptions withBaseOffset(BaseOffset meaning) {
        return new IserOptions(
                meaning, maxTargetDataSegmentBytes, sendWithInvalidate, ird, ord, hello, connectTimeoutNs);
    }

    /** The same with another cap of the target's data segments. */
    public IserOptions withMaxTargetDataSegmentBytes(int bytes) {
        return new IserOptions(baseOffset, bytes, sendWithInvalidate, ird, ord, hello, connectTimeoutNs);
    }

    /** The same with or without Send with Invalidate. */
    public IserOptions withSendWithInvalidate(boolean offered) {
        return new IserOptions(baseOffset, maxTargetDataSegmentBytes, offered, ird, ord, hello, connectTimeoutNs);
    }

    /** The same with other read depths. */
    public IserOptions withReadDepth(int inbound, int outbound) {
        return new IserOptions(
                baseOffset, maxTargetDataSegmentBytes, sendWithInvalidate, inbound, outbound, hello, connectTimeoutNs);
    }

    /** The same with or without the Hello exchange of an initiator. */
    public IserOptions withHello(boolean wanted) {
        return new IserOptions(
                baseOffset, maxTargetDataSegmentBytes, sendWithInvalidate, ird, ord, wanted, connectTimeoutNs);
    }
}
