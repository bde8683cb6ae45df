package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting: private data, outcomes, and what is agreed about RDMA Reads. */
abstract class ConnectBehaviour extends RdmaBehaviour {
    private static final ConnectionManager.RequestHandler IGNORE = request -> {};

    private void needExchangedData() {
        assumeTrue(bed.device(0).caps().exchangesConnectData(), "the device hides what the peer brings");
    }

    private static byte[] privateData(int lengthBytes, int seed) {
        byte[] data = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            data[i] = Patterns.at(seed, i);
        }
        return data;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 508})
    void privateDataArrivesOnBothSides(int lengthBytes) {
        needExchangedData();
        byte[] ofClient = privateData(lengthBytes, 1);
        byte[] ofServer = privateData(lengthBytes, 2);
        Link link = connected(new EndpointOptions().privateData(ofClient), new EndpointOptions().privateData(ofServer));
        assertThat(link.server().info.privateData()).isEqualTo(ofClient);
        assertThat(link.client().info.privateData()).isEqualTo(ofServer);
    }

    @Test
    void theRequestShowsWhatThePeerBrings() {
        List<ConnectionRequest> requests = new ArrayList<>();
        Endpoint server = endpoint(1, new EndpointOptions());
        ConnectionManager.Listener listener = listen(request -> {
            requests.add(request);
            request.accept(server.queuePair, server.options.toConnectOptions());
        });
        Endpoint client =
                endpoint(0, new EndpointOptions().privateData(privateData(4, 3)).reads(5, 7));
        connect(client, listener);
        client.awaitEstablished();
        server.awaitEstablished();
        ConnectionRequest request = requests.get(0);
        if (bed.device(1).caps().exchangesConnectData()) {
            assertThat(request.privateData()).isEqualTo(privateData(4, 3));
            assertThat(request.peerIrd()).isEqualTo(5);
            assertThat(request.peerOrd()).isEqualTo(7);
        } else {
            assertThat(request.privateData()).isEmpty();
        }
        assertThat(request.localAddress()).isEqualTo(listener.localAddress());
        assertThat(client.info.remoteAddress()).isEqualTo(listener.localAddress());
        assertThat(server.info.remoteAddress()).isEqualTo(client.info.localAddress());
    }

    @Test
    void nobodyListening() {
        ConnectionManager.Listener listener = listen(IGNORE);
        bed.call(1, () -> {
            listener.close();
            return listener;
        });
        Endpoint client = endpoint(0, new EndpointOptions());
        client.receive(1, 0, 64);
        connect(client, listener);
        ConnectFailure.Reason reason = client.awaitFailure().reason();
        if (bed.device(0).caps().namesEndings()) {
            assertThat(reason).isEqualTo(ConnectFailure.Reason.UNREACHABLE);
        } else {
            assertThat(reason).isIn(ConnectFailure.Reason.UNREACHABLE, ConnectFailure.Reason.REJECTED);
        }
        assertThat(client.failure.message())
                .contains(String.valueOf(listener.localAddress().getPort()));
        assertThat(client.completion(0).status()).isEqualTo(WorkStatus.FLUSHED);
        assertThat(client.events).containsExactly("connectFailed");
    }

    @Test
    void rejectedWithPrivateData() {
        byte[] reason = privateData(20, 4);
        ConnectionManager.Listener listener = listen(request -> request.reject(reason));
        Endpoint client = endpoint(0, new EndpointOptions());
        connect(client, listener);
        assertThat(client.awaitFailure().reason()).isEqualTo(ConnectFailure.Reason.REJECTED);
        assertThat(client.failure.privateData())
                .isEqualTo(bed.device(0).caps().exchangesConnectData() ? reason : new byte[0]);
        assertThat(client.queuePair.state()).isEqualTo(QueuePairState.CLOSED);
    }

    @Test
    void noAnswerInTime() {
        List<ConnectionRequest> requests = new ArrayList<>();
        ConnectionManager.Listener listener = listen(requests::add);
        Endpoint client = endpoint(0, new EndpointOptions().timeoutNs(50_000_000));
        connect(client, listener);
        assertThat(client.awaitFailure().reason()).isEqualTo(ConnectFailure.Reason.TIMED_OUT);
        bed.until(1, "the request", () -> !requests.isEmpty());
        bed.call(1, () -> {
            requests.get(0).reject(new byte[0]);
            return requests;
        });
        bed.settle();
        assertThat(client.events).containsExactly("connectFailed");
    }

    @Test
    void givenUpWhileConnecting() {
        List<ConnectionRequest> requests = new ArrayList<>();
        ConnectionManager.Listener listener = listen(requests::add);
        Endpoint client = endpoint(0, new EndpointOptions());
        client.receive(1, 0, 64);
        connect(client, listener);
        bed.until(1, "the request", () -> !requests.isEmpty());
        client.run(() -> client.queuePair.abort());
        assertThat(client.awaitFailure().reason()).isEqualTo(ConnectFailure.Reason.CANCELLED);
        assertThat(client.completion(0).status()).isEqualTo(WorkStatus.FLUSHED);
        bed.call(1, () -> {
            requests.get(0).reject(new byte[0]);
            return requests;
        });
    }

    @Test
    void destroyedWhileConnecting() {
        List<ConnectionRequest> requests = new ArrayList<>();
        ConnectionManager.Listener listener = listen(requests::add);
        Endpoint client = endpoint(0, new EndpointOptions());
        connect(client, listener);
        bed.until(1, "the request", () -> !requests.isEmpty());
        client.run(() -> client.queuePair.destroy());
        bed.call(1, () -> {
            requests.get(0).reject(new byte[0]);
            return requests;
        });
        bed.settle();
        assertThat(client.events).isEmpty();
    }

    @Test
    void acceptedLaterAndByAnotherQueuePairEachTime() {
        List<ConnectionRequest> requests = new ArrayList<>();
        ConnectionManager.Listener listener = listen(requests::add);
        for (int i = 0; i < 3; i++) {
            int index = i;
            Endpoint client = endpoint(0, new EndpointOptions());
            Endpoint server = endpoint(1, new EndpointOptions());
            connect(client, listener);
            bed.until(1, "the request", () -> requests.size() > index);
            server.run(() -> requests.get(index).accept(server.queuePair, server.options.toConnectOptions()));
            client.awaitEstablished();
            server.awaitEstablished();
        }
    }

    @Test
    void anOrdIsAtMostThePeersIrd() {
        needExchangedData();
        Link link = connected(new EndpointOptions().reads(3, 10), new EndpointOptions().reads(6, 8));
        assertThat(link.client().info.ord()).isEqualTo(6);
        assertThat(link.server().info.ord()).isEqualTo(3);
        assertThat(link.client().queuePair.ord()).isEqualTo(6);
        assertThat(link.server().queuePair.ord()).isEqualTo(3);
        assertThat(link.client().queuePair.ird()).isGreaterThanOrEqualTo(3);
        assertThat(link.server().queuePair.ird()).isGreaterThanOrEqualTo(6);
    }

    @Test
    void anOrdOfZeroForbidsReads() {
        Link link = connected(new EndpointOptions().reads(4, 0), new EndpointOptions().reads(4, 4));
        assertThat(link.client().queuePair.ord()).isZero();
        assertThat(link.client().read(1, 0, 16, new Exposed(0x100, 0))).isEqualTo(PostResult.INVALID);
    }

    @Test
    void anIrdOfZeroForbidsReads() {
        needExchangedData();
        Link link = connected(new EndpointOptions().reads(0, 4), new EndpointOptions().reads(0, 4));
        assertThat(link.client().queuePair.ord()).isZero();
        assertThat(link.server().queuePair.ord()).isZero();
        assertThat(link.client().read(1, 0, 16, new Exposed(0x100, 0))).isEqualTo(PostResult.INVALID);
        assertThat(link.server().read(1, 0, 16, new Exposed(0x100, 0))).isEqualTo(PostResult.INVALID);
    }
}
