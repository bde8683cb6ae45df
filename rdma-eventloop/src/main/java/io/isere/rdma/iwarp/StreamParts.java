package io.isere.rdma.iwarp;

import org.jspecify.annotations.Nullable;

/** Makes the parts of a stream in the sizes the options want. Control path. */
final class StreamParts {
    private StreamParts() {}

    static FpduReceiver receiver(IwarpOptions options, int maxSge, boolean crcOn, @Nullable SegmentSink[] sinks) {
        ReceiveStage stage = new ReceiveStage(options.minReadAheadBytes(), options.receiveStageBytes());
        return new FpduReceiver(stage, sinks, maxSge, crcOn);
    }

    static FpduWriter writer(IwarpOptions options, int maxSge, boolean crcOn) {
        // 64 ranges are what one call to the system takes; with many ranges a request, room for one FPDU at least.
        int vectorEntries = Math.max(64, 2 * maxSge + 1);
        int copyLimitBytes = Math.min(options.copyLimitBytes(), options.transmitStageBytes() / 2);
        return new FpduWriter(
                options.transmitStageBytes(),
                vectorEntries,
                copyLimitBytes,
                options.transmitBatchBytes(),
                maxSge,
                crcOn);
    }
}
