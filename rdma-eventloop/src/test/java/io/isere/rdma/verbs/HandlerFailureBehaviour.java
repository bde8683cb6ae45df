package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Handlers that throw cost their own connection; queues that are too small are refused. */
abstract class HandlerFailureBehaviour extends RdmaBehaviour {
    private static void fail() {
        throw new IllegalStateException("thrown on purpose");
    }

    @Test
    void aThrowingCompletionHandlerCostsItsConnectionOnly() {
        Link good = connected();
        Link bad = connected();
        expectedUncaught = 1;
        bad.server().onEachCompletion = () -> {
            if (bad.server().completions.size() == 1) {
                fail();
            }
        };
        bad.server().receive(1, 0, 10);
        bad.server().receive(2, 0, 10);
        bad.client().send(1, 0, 10);
        assertThat(bad.server().awaitDisconnect().reason()).isEqualTo(Disconnect.Reason.LOCAL);
        assertThat(bad.client().awaitDisconnect().reason())
                .isIn(
                        Disconnect.Reason.BROKEN,
                        bed.device(0).caps().namesEndings() ? Disconnect.Reason.BROKEN : Disconnect.Reason.PEER_CLOSED);
        assertThat(bad.server().completions).hasSize(2);
        good.server().receive(1, 0, 10);
        good.client().send(1, 0, 10);
        good.server().success(0);
        good.client().success(0);
    }

    @Test
    void aThrowingConnectionHandlerCostsItsConnectionOnly() {
        Link good = connected();
        expectedUncaught = 1;
        Endpoint server = endpoint(1, new EndpointOptions());
        server.onEstablishedToo = HandlerFailureBehaviour::fail;
        Endpoint client = endpoint(0, new EndpointOptions());
        ConnectionManager.Listener listener = listen(request -> {
            if (server.queuePair.state() == QueuePairState.INIT) {
                request.accept(server.queuePair, server.options.toConnectOptions());
            } else {
                // A wire that was cut before the answer left may be tried again.
                request.reject(new byte[0]);
            }
        });
        connect(client, listener);
        server.awaitDisconnect();
        client.until("the end", () -> client.disconnect != null || client.failure != null);
        good.server().receive(1, 0, 10);
        good.client().send(1, 0, 10);
        good.server().success(0);
    }

    @Test
    void aThrowingRequestHandlerRejects() {
        expectedUncaught = 1;
        ConnectionManager.Listener listener = listen(request -> fail());
        Endpoint client = endpoint(0, new EndpointOptions());
        connect(client, listener);
        assertThat(client.awaitFailure().reason()).isEqualTo(ConnectFailure.Reason.REJECTED);
    }

    @Test
    void aCompletionQueueHasRoomForAllThatReportToIt() {
        Endpoint client = endpoint(0, new EndpointOptions().queues(8, 8));
        QueuePairOptions oneTooMany = new QueuePairOptions(client.completionQueue, 1, 0, 1, client, client);
        client.run(() -> assertThatThrownBy(() -> client.device.createQueuePair(oneTooMany))
                .isInstanceOf(RdmaException.class)
                .hasMessageContaining("16"));
    }

    @Test
    void twoQueuePairsShareACompletionQueue() {
        Endpoint server = endpoint(1, new EndpointOptions());
        Endpoint first = endpoint(0, new EndpointOptions().queues(8, 8));
        CompletionQueue shared = first.call(() -> first.device.createCompletionQueue(32));
        Endpoint second = endpoint(0, new EndpointOptions().queues(8, 8));
        second.run(() -> {
            second.queuePair.destroy();
            second.queuePair = second.device.createQueuePair(new QueuePairOptions(shared, 8, 8, 4, second, second));
        });
        QueuePair third =
                first.call(() -> first.device.createQueuePair(new QueuePairOptions(shared, 8, 8, 4, first, first)));
        connected(second, server);
        server.receive(1, 0, 10);
        second.send(1, 0, 10);
        second.success(0);
        second.run(() -> {
            third.destroy();
            second.queuePair.destroy();
            shared.close();
        });
        assertThat(first.completions).isEmpty();
    }
}
