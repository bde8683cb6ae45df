package io.isere.rdma.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.rdma.memory.Slab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every kind of stream socket does; a test beside each kind extends this and gives it its loops. */
public abstract class StreamSocketsSuite {
    private static final long SEED = 20_261_130L;

    /** The loops under test. */
    protected SocketLoops loops;

    private SocketProbe client;
    private SocketProbe server;
    private ListenSocket listening;

    /** Makes the loops. */
    protected abstract SocketLoops createLoops() throws Exception;

    @BeforeEach
    void start() throws Exception {
        loops = createLoops();
        client = new SocketProbe(4096);
        server = new SocketProbe(4096);
    }

    @AfterEach
    void stop() throws Exception {
        loops.close();
    }

    @Test
    void connectsBothEndsAndAgreesOnAddresses() throws Exception {
        connect();
        assertThat(client.socket.remoteAddress()).isEqualTo(server.socket.localAddress());
        assertThat(server.socket.remoteAddress()).isEqualTo(client.socket.localAddress());
        assertThat(client.socket.failure()).isEmpty();
        assertThat(client.socket.maxSegmentBytes()).isNotNegative();
    }

    @Test
    void carriesBytesBothWays() throws Exception {
        connect();
        loops.on(0, () -> sendFrom(client, "to the server"));
        loops.on(1, () -> sendFrom(server, "to the client"));
        loops.until("both arrived", () -> client.readBytes == 13 && server.readBytes == 13);
        assertThat(client.received).hasToString("to the client");
        assertThat(server.received).hasToString("to the server");
    }

    @Test
    void refusedConnectNamesTheAddress() throws Exception {
        InetSocketAddress address = closedPort();
        loops.on(0, () -> loops.sockets(0).connect(address, client));
        loops.until("refused", () -> client.connectFailure != null);
        assertThat(client.connectFailure).hasMessageContaining(":" + address.getPort());
        assertThat(client.socket).isNull();
    }

    @Test
    void connectToAnUnresolvedNameFailsInALaterTurn() throws Exception {
        loops.on(0, () -> {
            loops.sockets(0).connect(InetSocketAddress.createUnresolved("no.such.host.invalid", 3260), client);
            assertThat(client.connectFailure).isNull();
        });
        loops.until("failed", () -> client.connectFailure != null);
        assertThat(client.connectFailure).hasMessageContaining("no.such.host.invalid:3260");
    }

    @Test
    void cancelledConnectCallsNobody() throws Exception {
        listen();
        SocketProbe cancelled = new SocketProbe(16);
        loops.on(0, () -> {
            loops.sockets(0).connect(listening.localAddress(), cancelled).cancel();
            loops.sockets(0).connect(listening.localAddress(), client);
        });
        loops.until("the other one connected", () -> client.socket != null);
        assertThat(cancelled.socket).isNull();
        assertThat(cancelled.connectFailure).isNull();
    }

    @Test
    void listeningOnATakenPortNamesIt() throws Exception {
        listen();
        assertThatThrownBy(() -> loops.on(0, () -> loops.sockets(0).listen(listening.localAddress(), 4, socket -> {})))
                .hasRootCauseInstanceOf(IOException.class)
                .hasStackTraceContaining("cannot listen on")
                .hasStackTraceContaining(":" + listening.localAddress().getPort());
    }

    @Test
    void gathersRangesOfSeveralSlabs() throws Exception {
        connect();
        Slab first = slab("0123456789");
        Slab second = slab("abcdefghij");
        loops.on(0, () -> {
            client.add(first, 0, 3);
            client.add(second, 4, 2);
            client.add(first, 7, 3);
            client.add(second, 0, 1);
            client.add(first, 5, 1);
            client.send();
        });
        loops.until("arrived", () -> server.readBytes == 10);
        assertThat(server.received).hasToString("012ef789a5");
    }

    @Test
    void gathersMoreRangesThanOneCallTakes() throws Exception {
        connect();
        byte[] bytes = random(256 * 3);
        Slab slab = new Slab(ByteBuffer.allocateDirect(bytes.length));
        slab.bytes().put(0, bytes);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        loops.on(0, () -> {
            for (int i = 0; i < 250; i++) {
                client.add(slab, i * 3, 2);
                expected.write(bytes, i * 3, 2);
            }
            client.send();
        });
        loops.until("arrived", () -> server.readBytes == 500);
        assertThat(server.received.toByteArray()).isEqualTo(expected.toByteArray());
        assertThat(client.writes).containsExactly(500L);
    }

    @Test
    void scattersIntoRangesOfSeveralSlabs() throws Exception {
        connect();
        server.reading = false;
        Slab first = new Slab(ByteBuffer.allocateDirect(8));
        Slab second = new Slab(ByteBuffer.allocateDirect(8));
        IoVector into = new IoVector(4);
        loops.on(0, () -> sendFrom(client, "abcdefghijkl"));
        loops.until("hinted", () -> server.readableHints > 0);
        loops.on(1, () -> {
            into.add(first, 4, 4);
            into.add(second, 0, 6);
            into.add(first, 0, 4);
            readFully(into, 12);
        });
        assertThat(text(first)).isEqualTo("kl\0\0abcd");
        assertThat(text(second)).isEqualTo("efghij\0\0");
        assertThat(into.totalBytes()).isEqualTo(2);
        assertThat(into.offsetBytes(0)).isEqualTo(2);
    }

    @Test
    void fullSendBufferStopsTheWriterUntilThereIsRoom() throws Exception {
        connect();
        server.reading = false;
        byte[] bytes = random(16 << 20);
        loops.on(0, () -> {
            client.add(bytes);
            client.send();
        });
        assertThat(client.allSent).isFalse();
        assertThat(client.writes.get(0)).isBetween(1L, (long) bytes.length - 1);
        loops.on(1, () -> {
            server.reading = true;
            server.readAll();
        });
        loops.until("16 MiB arrived", () -> server.readBytes == bytes.length);
        assertThat(client.allSent).isTrue();
        assertThat(client.writableHints).isPositive();
        assertThat(server.received.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void writingToAFullSendBufferWouldBlock() throws Exception {
        connect();
        server.reading = false;
        loops.on(0, () -> {
            client.add(random(16 << 20));
            while (client.writes.isEmpty() || client.writes.get(client.writes.size() - 1) > 0) {
                client.send();
            }
        });
        assertThat(client.writes).endsWith((long) StreamSocket.WOULD_BLOCK);
        assertThat(client.socket.failure()).isEmpty();
    }

    @Test
    void megabytesCrossInBothDirectionsAtOnceThroughTinyReads() throws Exception {
        client = new SocketProbe(777);
        server = new SocketProbe(1500);
        connect();
        byte[] up = random(3 << 20);
        byte[] down = random((3 << 20) + 1);
        loops.on(0, () -> {
            client.add(up);
            client.send();
        });
        loops.on(1, () -> {
            server.add(down);
            server.send();
        });
        loops.until("both arrived", () -> server.readBytes == up.length && client.readBytes == down.length);
        assertThat(server.received.toByteArray()).isEqualTo(up);
        assertThat(client.received.toByteArray()).isEqualTo(down);
    }

    @Test
    void closeIsTheEndOfTheStreamForThePeer() throws Exception {
        connect();
        loops.on(0, () -> {
            sendFrom(client, "last words");
            client.socket.close();
            client.socket.close();
        });
        loops.until("ended", () -> server.end == StreamSocket.END_OF_STREAM);
        assertThat(server.received).hasToString("last words");
        assertThat(server.socket.failure()).isEmpty();
    }

    @Test
    void afterAHalfCloseTheOtherHalfGoesOn() throws Exception {
        connect();
        loops.on(0, () -> {
            sendFrom(client, "that is all");
            client.socket.shutdownOutput();
            client.socket.shutdownOutput();
        });
        loops.until("ended", () -> server.end == StreamSocket.END_OF_STREAM);
        assertThat(server.received).hasToString("that is all");
        loops.on(1, () -> sendFrom(server, "not yet"));
        loops.until("answered", () -> client.readBytes == "not yet".length());
        assertThat(client.received).hasToString("not yet");
        loops.on(1, () -> server.socket.close());
        loops.until("both ended", () -> client.end == StreamSocket.END_OF_STREAM);
    }

    @Test
    void resetIsAFailureForThePeer() throws Exception {
        connect();
        loops.on(0, () -> {
            client.socket.reset();
            client.socket.reset();
        });
        loops.until("failed", () -> server.end == StreamSocket.FAILED);
        assertThat(server.socket.failure())
                .contains(":" + server.socket.remoteAddress().getPort());
        loops.on(1, () -> {
            server.add(new byte[1]);
            server.send();
            server.readAll();
        });
        assertThat(server.writes).containsExactly((long) StreamSocket.FAILED);
        assertThat(server.end).isEqualTo(StreamSocket.FAILED);
    }

    @Test
    void aClosedSocketAnswersFailed() throws Exception {
        connect();
        loops.on(0, () -> {
            client.socket.close();
            client.readAll();
            client.add(new byte[1]);
            client.send();
            client.socket.wantWritable();
        });
        assertThat(client.writes).containsExactly((long) StreamSocket.FAILED);
        assertThat(client.end).isEqualTo(StreamSocket.FAILED);
    }

    @Test
    void bytesThatCameBeforeTheListenerAreHinted() throws Exception {
        SocketProbe late = new SocketProbe(64);
        connect();
        loops.on(0, () -> sendFrom(client, "early"));
        loops.until("arrived", () -> server.readBytes == 5);
        server.reading = false;
        loops.on(0, () -> {
            client.allSent = false;
            sendFrom(client, "bird");
        });
        loops.until("hinted", () -> server.readableHints > 1);
        loops.on(1, () -> late.attach(server.socket));
        loops.until("the new listener was told", () -> late.readBytes == 4);
        assertThat(late.received).hasToString("bird");
    }

    @Test
    void whoDoesNotReadIsNotToldAgainUntilItHas() throws Exception {
        connect();
        server.reading = false;
        int before = server.readableHints;
        loops.on(0, () -> sendFrom(client, "x"));
        loops.until("hinted", () -> server.readableHints > before);
        int hinted = server.readableHints;
        for (int i = 0; i < 20; i++) {
            loops.on(1, () -> {});
            loops.until("a turn", () -> true);
        }
        assertThat(server.readableHints).isEqualTo(hinted);
        server.reading = true;
        loops.on(1, server::readAll);
        loops.on(0, () -> sendFrom(client, "y"));
        loops.until("read again", () -> server.readBytes == 2);
    }

    @Test
    void aDetachedSocketGoesOnWhereItStopped() throws Exception {
        connect();
        moveServerTo(0);
        loops.on(0, () -> sendFrom(client, " after"));
        loops.until("arrived", () -> server.readBytes == 17);
        assertThat(server.received).hasToString("before with after");
    }

    @Test
    void aSocketCanBeAdoptedByTheLoopItLeft() throws Exception {
        connect();
        moveServerTo(1);
        loops.on(0, () -> sendFrom(client, " after"));
        loops.until("arrived", () -> server.readBytes == 17);
        assertThat(server.received).hasToString("before with after");
    }

    @Test
    void closingADetachedSocketEndsTheStream() throws Exception {
        connect();
        loops.on(1, () -> server.socket.detach().close());
        loops.until("ended", () -> client.end == StreamSocket.END_OF_STREAM);
    }

    @Test
    void aDetachedSocketIsTakenOnce() throws Exception {
        connect();
        loops.on(1, () -> {
            DetachedSocket detached = server.socket.detach();
            loops.sockets(1).adopt(detached).listener(server);
            assertThatThrownBy(() -> loops.sockets(1).adopt(detached)).isInstanceOf(IOException.class);
            assertThatThrownBy(server.socket::detach).isInstanceOf(IllegalStateException.class);
            detached.close();
        });
        assertThat(client.end).isEqualTo(StreamSocket.WOULD_BLOCK);
    }

    @Test
    void aListenerThatThrowsIsReportedAndTheLoopGoesOn() throws Exception {
        connect();
        loops.on(
                1,
                () -> server.socket.listener(new SocketListener() {
                    @Override
                    public void onReadable() {
                        throw new OnPurpose();
                    }

                    @Override
                    public void onWritable() {}
                }));
        loops.on(0, () -> sendFrom(client, "x"));
        loops.until("reported", () -> loops.uncaught() > 0);
        loops.on(1, () -> server.socket.listener(server));
        loops.until("the next listener read it", () -> server.readBytes == 1);
    }

    @Test
    void acceptsManyConnections() throws Exception {
        int count = 50;
        int[] accepted = new int[1];
        loops.on(
                1,
                () -> listening = loops.sockets(1).listen(anyPort(), count, socket -> {
                    accepted[0]++;
                    if (accepted[0] == 3) {
                        throw new OnPurpose();
                    }
                }));
        SocketProbe[] clients = new SocketProbe[count];
        loops.on(0, () -> {
            for (int i = 0; i < count; i++) {
                clients[i] = new SocketProbe(16);
                loops.sockets(0).connect(listening.localAddress(), clients[i]);
            }
        });
        for (SocketProbe each : clients) {
            loops.until("connected", () -> each.socket != null);
        }
        for (int i = 0; i < 1000 && accepted[0] < count; i++) {
            loops.on(1, () -> {});
            loops.until("a turn", () -> true);
        }
        loops.on(1, () -> assertThat(accepted[0]).isEqualTo(count));
        assertThat(loops.uncaught()).isEqualTo(1);
    }

    private void listen() throws Exception {
        loops.on(1, () -> listening = loops.sockets(1).listen(anyPort(), 16, server::attach));
    }

    private void connect() throws Exception {
        listen();
        loops.on(0, () -> loops.sockets(0).connect(listening.localAddress(), client));
        loops.until("connected", () -> client.socket != null && server.socket != null);
    }

    private void moveServerTo(int index) throws Exception {
        loops.on(0, () -> sendFrom(client, "before"));
        loops.until("arrived", () -> server.readBytes == 6);
        DetachedSocket[] moving = new DetachedSocket[1];
        loops.on(1, () -> moving[0] = server.socket.detach());
        loops.on(0, () -> sendFrom(client, " with"));
        loops.on(index, () -> server.attach(loops.sockets(index).adopt(moving[0])));
        loops.until("arrived", () -> server.readBytes == 11);
    }

    private void readFully(IoVector into, int lengthBytes) {
        int left = lengthBytes;
        while (left > 0) {
            long count = server.socket.read(into);
            assertThat(count).isGreaterThanOrEqualTo(0);
            left -= (int) count;
        }
    }

    private static void sendFrom(SocketProbe probe, String text) {
        probe.add(text.getBytes(StandardCharsets.US_ASCII));
        probe.send();
    }

    /** A port that was free a moment ago and that nobody listens on. */
    private static InetSocketAddress closedPort() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) listening.getLocalSocketAddress();
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static Slab slab(String text) {
        Slab slab = new Slab(ByteBuffer.allocateDirect(text.length()));
        slab.bytes().put(0, text.getBytes(StandardCharsets.US_ASCII));
        return slab;
    }

    private static String text(Slab slab) {
        byte[] bytes = new byte[slab.lengthBytes()];
        slab.bytes().get(0, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static byte[] random(int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        new Random(SEED + lengthBytes).nextBytes(bytes);
        return bytes;
    }
}
