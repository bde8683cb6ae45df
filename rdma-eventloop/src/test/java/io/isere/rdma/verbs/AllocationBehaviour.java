package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The data path allocates nothing on either loop's thread. */
abstract class AllocationBehaviour extends RdmaBehaviour {
    private static final int WARM_UP_ROUNDS = 20_000;
    private static final int MEASURED_ROUNDS = 10_000;

    @Test
    void tenThousandRoundsOfSendWriteAndReadAllocateNothing() {
        RoundTrips client = new RoundTrips(bed, 0, WARM_UP_ROUNDS, MEASURED_ROUNDS);
        RoundTrips server = new RoundTrips(bed, 1, WARM_UP_ROUNDS, MEASURED_ROUNDS);
        try {
            ConnectionManager.Listener listener =
                    listen(request -> request.accept(server.queuePair, RoundTrips.CONNECT_OPTIONS));
            bed.call(0, () -> {
                bed.device(0)
                        .connectionManager()
                        .connect(client.queuePair, listener.localAddress(), RoundTrips.CONNECT_OPTIONS);
                return client;
            });
            bed.until(0, "established", () -> client.established);
            bed.until(1, "established", () -> server.established);
            Exposed ofServer = bed.call(1, server::expose);
            bed.call(1, () -> server.start(null));
            bed.call(0, () -> client.start(ofServer));
            bed.untilQuietly("all rounds", () -> client.done && server.done || client.failed || server.failed);
            assertThat(client.failed || server.failed).as("failed").isFalse();
            assertThat(client.measuredBytes()).as("bytes allocated on the client's loop").isZero();
            assertThat(server.measuredBytes()).as("bytes allocated on the server's loop").isZero();
        } finally {
            bed.call(0, client::destroy);
            bed.call(1, server::destroy);
        }
    }
}
