package io.isere.datamover;

import org.jspecify.annotations.Nullable;

/**
 * What a datamover needs to know of the negotiated keys (Notice_Key_Values).
 *
 * @param maxSendDataBytes longest data segment the peer takes
 * @param solicitedDataOnly what the initiator declared about its Write STag in TaggedBufferForSolicitedDataOnly (RFC 7145
 *     section 6.9): true, it covers the solicited data only; false, it covers the whole buffer; null, it did not say
 */
public record DatamoverParameters(
        int maxSendDataBytes, @Nullable Boolean solicitedDataOnly) {}
