package io.isere.rdma.iwarp;

import org.jspecify.annotations.Nullable;

/** Makes the parts of a stream in the sizes the options want. Control path. */
final class StreamParts {
    /** What one call to the system takes. */
    private static final int RANGES_PER_CALL = 64;

    /** FPDUs of full size that one gather write can carry when all of them are copied. */
    private static final int CRC_STAGE_FPDUS = 4;

    private StreamParts() {}

    static FpduReceiver receiver(IwarpOptions options, int maxSge, boolean crcOn, @Nullable SegmentSink[] sinks) {
        ReceiveStage stage = new ReceiveStage(options.minReadAheadBytes(), options.receiveStageBytes());
        return new FpduReceiver(stage, sinks, maxSge, crcOn);
    }

    static FpduWriter writer(IwarpOptions options, int mulpduBytes, int maxSge, boolean crcOn) {
        int stageBytes = options.transmitStageBytes();
        int copyLimitBytes = Math.min(options.copyLimitBytes(), stageBytes / 2);
        if (crcOn) {
            // Every payload is copied: one that changes between its CRC and the system's copy (a block read by one
            // session while another writes it) would cost the connection and not only that read.
            copyLimitBytes = mulpduBytes;
            stageBytes = Math.max(stageBytes, CRC_STAGE_FPDUS * (mulpduBytes + FpduWriter.MAX_OVERHEAD_BYTES));
        }
        int vectorEntries = Math.max(RANGES_PER_CALL, 2 * maxSge + 1);
        return new FpduWriter(stageBytes, vectorEntries, copyLimitBytes, options.transmitBatchBytes(), maxSge, crcOn);
    }
}
