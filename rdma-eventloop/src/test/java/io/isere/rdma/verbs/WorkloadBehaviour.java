package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random work of all kinds in both directions, every byte of which is verified. */
abstract class WorkloadBehaviour extends RdmaBehaviour {
    private static final int OPERATIONS = 1500;

    @Test
    void randomWorkOfAllKindsArrivesWhole() {
        long seed = new Random().nextLong();
        run(seed);
    }

    @Test
    void randomWorkOfAKnownSeedArrivesWhole() {
        run(42);
    }

    private void run(long seed) {
        EndpointOptions options = new EndpointOptions()
                .memoryBytes(RandomWork.MEMORY_BYTES)
                .queues(160, 64)
                .reads(8, 8);
        Link link = connected(options, options);
        RandomWork ofClient = new RandomWork(link.client(), seed, OPERATIONS);
        RandomWork ofServer = new RandomWork(link.server(), ~seed, OPERATIONS);
        ofClient.meet(ofServer);
        ofServer.meet(ofClient);
        link.client().run(ofClient::start);
        link.server().run(ofServer::start);
        bed.untilQuietly(
                "the work of seed " + seed,
                () -> (isOver(ofClient) && isOver(ofServer)) || ofClient.failure != null || ofServer.failure != null);
        assertThat(ofClient.failure).as("client, seed %d", seed).isNull();
        assertThat(ofServer.failure).as("server, seed %d", seed).isNull();
    }

    private static boolean isOver(RandomWork work) {
        return work.finishedCount == OPERATIONS;
    }
}
