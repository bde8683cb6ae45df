package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What all parts of {@link RdmaProviderSuite} share: the bed, connecting, and that nothing is left over. */
abstract class RdmaBehaviour {
    private static final int MAX_SETTLES = 10_000;

    protected RdmaTestBed bed;
    protected int expectedUncaught;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<ConnectionManager.Listener> listeners = new ArrayList<>();

    abstract RdmaTestBed createBed();

    @BeforeEach
    final void openBed() {
        bed = createBed();
    }

    @AfterEach
    final void closeBed() {
        try {
            endpoints.forEach(Endpoint::destroy);
            bed.call(1, () -> {
                listeners.forEach(ConnectionManager.Listener::close);
                return listeners;
            });
            // A wire outside of the process may need a while to close in order.
            for (int i = 0; i < MAX_SETTLES && !bed.leaks().isEmpty(); i++) {
                bed.settle();
            }
            assertThat(bed.leaks()).as("leaks").isEmpty();
            assertThat(bed.uncaughtCount()).as("uncaught throwables").isEqualTo(expectedUncaught);
        } finally {
            bed.close();
        }
    }

    /** Two connected ends: the client is side 0, the server side 1. */
    record Link(Endpoint client, Endpoint server) {}

    protected final Endpoint endpoint(int side, EndpointOptions options) {
        Endpoint endpoint = new Endpoint(bed, side, options);
        endpoints.add(endpoint);
        return endpoint;
    }

    protected final ConnectionManager.Listener listen(ConnectionManager.RequestHandler handler) {
        return bed.call(1, () -> {
            try {
                ConnectionManager.Listener listener =
                        bed.device(1).connectionManager().listen(bed.listenAddress(), 16, handler, null);
                listeners.add(listener);
                return listener;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Begins to connect; the outcome comes to the endpoint. */
    protected final void connect(Endpoint client, ConnectionManager.Listener listener) {
        client.run(() -> client.device
                .connectionManager()
                .connect(client.queuePair, listener.localAddress(), client.options.toConnectOptions()));
    }

    protected final Link connected() {
        return connected(new EndpointOptions(), new EndpointOptions());
    }

    protected final Link connected(EndpointOptions clientOptions, EndpointOptions serverOptions) {
        return connected(endpoint(0, clientOptions), endpoint(1, serverOptions));
    }

    protected final Link connected(Endpoint client, Endpoint server) {
        ConnectionManager.Listener listener =
                listen(request -> request.accept(server.queuePair, server.options.toConnectOptions()));
        connect(client, listener);
        client.awaitEstablished();
        server.awaitEstablished();
        server.run(listener::close);
        return new Link(client, server);
    }

    /** That the connection ended on both sides, not by themselves: found by {@code finder}, told to {@code guilty}. */
    protected static void assertTerminated(Endpoint finder, Endpoint guilty, int layer, int type, int code) {
        TerminateCode expected = new TerminateCode(layer, type, code);
        Disconnect found = finder.awaitDisconnect();
        Disconnect told = guilty.awaitDisconnect();
        if (!finder.device.caps().namesEndings()) {
            assertThat(found.reason()).isNotEqualTo(Disconnect.Reason.LOCAL);
            assertThat(told.reason()).isNotEqualTo(Disconnect.Reason.LOCAL);
            return;
        }
        assertThat(found.terminate()).isEqualTo(expected);
        assertThat(found.reason()).isEqualTo(Disconnect.Reason.PROTOCOL_ERROR);
        assertThat(told.terminate()).isEqualTo(expected);
        assertThat(told.reason()).isEqualTo(Disconnect.Reason.PEER_TERMINATED);
    }
}
