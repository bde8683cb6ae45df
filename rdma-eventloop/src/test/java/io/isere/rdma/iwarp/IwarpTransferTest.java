package io.isere.rdma.iwarp;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.iwarp.Loopback.End;
import io.isere.rdma.testing.AllocationAssert;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.WorkOpcode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sends, RDMA Writes and RDMA Reads of all sizes over loopback sockets, with and without CRCs. */
class IwarpTransferTest {
    private static final int HALF = 1 << 20;
    /** Of four operations each. */
    private static final int ROUNDS = 2500;

    @ParameterizedTest
    @CsvSource({"false, 65536", "true, 65536", "false, 1448", "true, 1448", "true, 136", "false, 4096", "true, 8192"})
    void everySizeArrivesByEveryOperation(boolean crc, int maxFpduBytes) {
        IwarpOptions options = new IwarpOptions()
                .peerToPeer(true)
                .crc(crc)
                .maxFpduBytes(maxFpduBytes)
                .copyLimitBytes(200);
        try (Loopback loopback = new Loopback(options)) {
            End[] ends = loopback.connect(2 * HALF);
            Random random = new Random(42);
            int[] sizes = {0, 1, 3, 4, 112, 113, 1000, 4096, 16383, 65516, 65517, 300_001, HALF};
            for (int size : sizes) {
                transfer(loopback, ends[0], ends[1], size, random);
                transfer(loopback, ends[1], ends[0], size, random);
            }
        }
    }

    private static void transfer(Loopback loopback, End from, End to, int size, Random random) {
        for (WorkOpcode opcode : new WorkOpcode[] {WorkOpcode.SEND, WorkOpcode.RDMA_WRITE, WorkOpcode.RDMA_READ}) {
            byte[] data = new byte[size];
            random.nextBytes(data);
            boolean read = opcode == WorkOpcode.RDMA_READ;
            End source = read ? to : from;
            End sink = read ? from : to;
            source.bytes.put(0, data);
            sink.bytes.put(HALF, new byte[size]);
            int sent = from.sent;
            int received = to.received;
            if (opcode == WorkOpcode.SEND) {
                to.receive(HALF, size);
                from.send(0, size);
            } else {
                from.post(opcode, read ? HALF : 0, size, to.memory.stag(), to.memory.remoteOffset(read ? 0 : HALF));
            }
            if (opcode == WorkOpcode.RDMA_WRITE) {
                to.receive(0, 0);
                from.send(0, 0);
                sent++;
            }
            int sentWanted = sent + 1;
            int receivedWanted = read ? received : received + 1;
            loopback.until(opcode + " of " + size, () -> from.sent >= sentWanted && to.received >= receivedWanted);
            byte[] got = new byte[size];
            sink.bytes.get(HALF, got);
            assertThat(got).isEqualTo(data);
        }
    }

    @Test
    void manyReadsWaitForOrd() {
        try (Loopback loopback = new Loopback(new IwarpOptions().peerToPeer(true))) {
            End[] ends = loopback.connect(HALF);
            for (int i = 0; i < 200; i++) {
                ends[0].post(WorkOpcode.RDMA_READ, 0, 4096, ends[1].memory.stag(), ends[1].memory.remoteOffset(i));
                ends[1].post(WorkOpcode.RDMA_READ, 8192, 64, ends[0].memory.stag(), ends[0].memory.remoteOffset(i));
            }
            loopback.until("all read", () -> ends[0].sent == 200 && ends[1].sent == 200);
        }
    }

    @Test
    void orderlyEndSendsWhatWasPosted() {
        try (Loopback loopback = new Loopback(new IwarpOptions())) {
            End[] ends = loopback.connect(HALF);
            for (int i = 0; i < 100; i++) {
                ends[1].receive(0, 5000);
                ends[0].send(0, 5000);
            }
            ends[0].queuePair.disconnect();
            loopback.until("both ended", () -> ends[0].disconnect != null && ends[1].disconnect != null);
            assertThat(ends[1].received).isEqualTo(100);
            assertThat(ends[0].disconnect.reason()).isEqualTo(Disconnect.Reason.LOCAL);
            assertThat(ends[1].disconnect.reason()).isEqualTo(Disconnect.Reason.PEER_CLOSED);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 64", "true, 64", "false, 5000", "true, 5000", "false, 100000", "true, 100000"})
    void operationsAllocateNothing(boolean crc, int size) {
        try (Loopback loopback =
                new Loopback(new IwarpOptions().peerToPeer(true).crc(crc))) {
            End[] ends = loopback.connect(HALF);
            Runnable rounds = () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    round(loopback, ends[0], ends[1], size);
                }
            };
            int warmUps = Math.max(3, Math.min(20, 20_000_000 / size / ROUNDS));
            AllocationAssert.zeroBytes(rounds, warmUps);
        }
    }

    /** A receive, a Send, an RDMA Write and an RDMA Read. */
    private static void round(Loopback loopback, End from, End to, int size) {
        int sent = from.sent + 3;
        int received = to.received + 1;
        to.receive(0, size);
        from.post(WorkOpcode.RDMA_WRITE, 0, size, to.memory.stag(), to.memory.remoteOffset(0));
        from.post(WorkOpcode.RDMA_READ, 0, size, to.memory.stag(), to.memory.remoteOffset(0));
        from.send(0, size);
        while (from.sent < sent || to.received < received) {
            loopback.loop.step();
        }
    }
}
