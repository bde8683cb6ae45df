package io.isere.rdma.iwarp;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.iwarp.Loopback.Acceptor;
import io.isere.rdma.iwarp.Loopback.End;
import io.isere.rdma.memory.Access;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.Disconnect.Reason;
import io.isere.rdma.verbs.MemoryWindow;
import io.isere.rdma.verbs.WorkOpcode;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that dies: its socket is closed or reset after any byte of what it was saying. */
class KilledPeerTest {
    private static final int MEMORY_BYTES = 65536;
    private static final int ROUNDS = 60;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterAnyByte(boolean reset) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Loopback loopback = new Loopback(new IwarpOptions())) {
            Acceptor acceptor =
                    loopback.listen(new ConnectOptions(new byte[0], 4, 4, 10_000_000_000L), MEMORY_BYTES, null);
            for (int i = 0; i < ROUNDS; i++) {
                kill(loopback, acceptor, random, reset);
            }
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static void kill(Loopback loopback, Acceptor acceptor, Random random, boolean reset) {
        acceptor.last = null;
        try (RawPeer peer = RawPeer.connect(loopback, acceptor.listener.localAddress())) {
            peer.send(Bytes.mpaRequest(0, 1, new byte[0]));
            assertThat(peer.receiveMpa()).hasSize(20);
            End victim = acceptor.last;
            victim.receive(0, 4096);
            victim.receive(4096, 4096);
            victim.post(WorkOpcode.RDMA_READ, 8192, 64, 1, 1);
            byte[] stream = stream(loopback, victim);
            int cut = random.nextInt(stream.length + 1);
            boolean boundary = cut == 0 || cut == 44 || cut == stream.length;
            peer.send(Arrays.copyOf(stream, cut));
            if (random.nextBoolean()) {
                loopback.step();
            }
            if (reset) {
                peer.reset();
            } else {
                peer.shutdownOutput();
            }
            loopback.until("ended", () -> victim.disconnect != null);
            assertThat(victim.received + victim.flushed).isEqualTo(3);
            assertThat(victim.sent).isZero();
            if (!reset) {
                assertThat(victim.disconnect.reason()).isEqualTo(boundary ? Reason.PEER_CLOSED : Reason.BROKEN);
            } else {
                assertThat(victim.disconnect.reason()).isEqualTo(Reason.BROKEN);
                assertThat(victim.disconnect.message()).isNotEmpty();
            }
            victim.queuePair.destroy();
        }
    }

    /** A Send of 20 bytes and an RDMA Write of 30,000. */
    private static byte[] stream(Loopback loopback, End victim) {
        MemoryWindow window = loopback.device.protectionDomain().createWindow();
        victim.queuePair.bindWindow(window, victim.memory, 16384, 30_000, Access.REMOTE_WRITE);
        byte[] send = Bytes.untagged(Bytes.UNTAGGED_LAST, Bytes.SEND, 0, 0, 1, 0, Bytes.payload(20));
        byte[] write = Bytes.tagged(
                Bytes.TAGGED_LAST, Bytes.WRITE, window.stag(), window.remoteOffset(), Bytes.payload(30_000));
        return Bytes.concat(Bytes.fpdu(send, false), Bytes.fpdu(write, false));
    }
}
