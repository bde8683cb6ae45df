package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The data path allocates nothing on either loop's thread. What counts is the best of a few windows: an allocation for every
 * operation shows in each, while what the virtual machine does once shows in one.
 */
@Tag("allocation")
abstract class AllocationBehaviour extends RdmaBehaviour {
    /** Fewer on a machine that is only emulated. */
    private static final int WINDOW_ROUNDS = Integer.getInteger("isere.test.allocation.rounds", 10_000);

    private static final int MAX_WINDOWS = 10;

    @Test
    void tenThousandRoundsOfSendWriteAndReadAllocateNothing() {
        RoundTrips server = new RoundTrips(bed, 1, WINDOW_ROUNDS, MAX_WINDOWS, () -> false);
        RoundTrips client = new RoundTrips(bed, 0, WINDOW_ROUNDS, MAX_WINDOWS, () -> server.foundNone);
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
            // A listener that is polled for connections allocates.
            bed.call(1, () -> {
                listener.close();
                return listener;
            });
            Exposed ofServer = bed.call(1, server::expose);
            bed.call(1, () -> server.start(null));
            bed.call(0, () -> client.start(ofServer));
            bed.untilQuietly("all rounds", () -> client.done || client.failed || server.failed);
            assertThat(client.failed || server.failed).as("failed").isFalse();
            assertThat(client.leastBytes())
                    .as("bytes allocated on the client's loop")
                    .isZero();
            assertThat(server.leastBytes())
                    .as("bytes allocated on the server's loop")
                    .isZero();
        } finally {
            bed.call(0, client::destroy);
            bed.call(1, server::destroy);
        }
    }
}
