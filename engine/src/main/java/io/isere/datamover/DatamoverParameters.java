package io.isere.datamover;

import io.isere.iscsi.text.OperationalParameters;
import org.jspecify.annotations.Nullable;

/**
 * What a datamover needs to know of the negotiated keys (Notice_Key_Values).
 *
 * @param negotiated what login settled
 * @param solicitedDataOnly what the initiator declared about its Write STag in TaggedBufferForSolicitedDataOnly (RFC 7145
 *     section 6.9): true, it covers the solicited data only; false, it covers the whole buffer; null, it did not say
 */
public record DatamoverParameters(
        OperationalParameters negotiated, @Nullable Boolean solicitedDataOnly) {
    /** Longest data segment the peer takes. */
    public int maxSendDataBytes() {
        return negotiated.maxSendDataSegmentLengthBytes();
    }
}
