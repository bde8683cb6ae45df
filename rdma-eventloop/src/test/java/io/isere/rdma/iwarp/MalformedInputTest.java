package io.isere.rdma.iwarp;

import static io.isere.rdma.iwarp.Bytes.READ_REQUEST;
import static io.isere.rdma.iwarp.Bytes.READ_RESPONSE;
import static io.isere.rdma.iwarp.Bytes.SEND;
import static io.isere.rdma.iwarp.Bytes.SEND_INVALIDATE;
import static io.isere.rdma.iwarp.Bytes.SEND_SOLICITED;
import static io.isere.rdma.iwarp.Bytes.TAGGED_LAST;
import static io.isere.rdma.iwarp.Bytes.TERMINATE;
import static io.isere.rdma.iwarp.Bytes.UNTAGGED_LAST;
import static io.isere.rdma.iwarp.Bytes.UNTAGGED_MORE;
import static io.isere.rdma.iwarp.Bytes.WRITE;
import static io.isere.rdma.iwarp.Bytes.payload;
import static io.isere.rdma.iwarp.Bytes.tagged;
import static io.isere.rdma.iwarp.Bytes.untagged;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.iwarp.Loopback.Acceptor;
import io.isere.rdma.iwarp.Loopback.End;
import io.isere.rdma.memory.Access;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.MemoryWindow;
import io.isere.rdma.verbs.PostResult;
import io.isere.rdma.verbs.TerminateCode;
import io.isere.rdma.verbs.WorkOpcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every malformed input that RFC 5040 section 7, RFC 5041 section 7 and RFC 5044 section 8 name, sent over a plain socket:
 * the right Terminate message comes back, with the headers it should quote; no memory was touched; another connection of
 * the same device does not notice.
 */
class MalformedInputTest {
    private static final int MEMORY_BYTES = 65536;
    private static final byte CANARY = 0x5a;
    /** Where the windows lie in the memory. */
    private static final int WINDOW_OFFSET = 16384;

    private static final int WINDOW_BYTES = 8192;
    private static final int RECEIVE_BYTES = 256;
    private static final int IRD = 16;
    private static final int HEADERS = 0xc0;
    private static final int HEADERS_AND_READ = 0xe0;

    /** What the peer knows of the other end. */
    private record Target(int writable, int readable, int ofOther, int unbound, int region, long to) {
        /** The last offset at which {@code length} bytes still fit a window. */
        long lastTo(int length) {
            return to + WINDOW_BYTES - length;
        }
    }

    /** Makes the ULPDUs of a case; the last one is in error. */
    private interface Script {
        byte[][] ulpdus(Target target);
    }

    private static Arguments c(String name, int layer, int type, int code, int headerControl, Script script) {
        return Arguments.of(name, new TerminateCode(layer, type, code), headerControl, script);
    }

    private static byte[][] one(byte[] ulpdu) {
        return new byte[][] {ulpdu};
    }

    private static byte[] send(int msn, int mo, int length) {
        return untagged(UNTAGGED_LAST, SEND, 0, 0, msn, mo, payload(length));
    }

    private static byte[] read(int msn, int size, int stag, long to) {
        byte[] header = Bytes.readRequest(0x1234, 0x5678, size, stag, to);
        return untagged(UNTAGGED_LAST, READ_REQUEST, 0, 1, msn, 0, header);
    }

    private static byte[] write(int stag, long to, int length) {
        return tagged(TAGGED_LAST, WRITE, stag, to, payload(length));
    }

    // One receive of 256 bytes is posted; MSN 1 of each queue comes next.
    static Stream<Arguments> untaggedErrors() {
        return Stream.of(
                c("QN 3", 1, 2, 1, HEADERS, t -> one(untagged(UNTAGGED_LAST, SEND, 0, 3, 1, 0, payload(4)))),
                c("QN 2^32-1", 1, 2, 1, HEADERS, t -> one(untagged(UNTAGGED_LAST, SEND, 0, -1, 1, 0, payload(4)))),
                c("Send on QN 1", 1, 2, 1, HEADERS, t -> one(untagged(UNTAGGED_LAST, SEND, 0, 1, 1, 0, payload(4)))),
                c("Send on QN 2", 1, 2, 1, HEADERS, t -> one(untagged(UNTAGGED_LAST, SEND, 0, 2, 1, 0, payload(4)))),
                c(
                        "Read on QN 0",
                        1,
                        2,
                        1,
                        HEADERS,
                        t -> one(untagged(UNTAGGED_LAST, READ_REQUEST, 0, 0, 1, 0, payload(28)))),
                c("no receive", 1, 2, 2, HEADERS, t -> new byte[][] {send(1, 0, 4), send(2, 0, 4)}),
                c("no receive, empty Send", 1, 2, 2, HEADERS, t -> new byte[][] {send(1, 0, 4), send(2, 0, 0)}),
                c("MSN 0", 1, 2, 3, HEADERS, t -> one(send(0, 0, 4))),
                c("MSN ahead", 1, 2, 3, HEADERS, t -> one(send(2, 0, 4))),
                c("MSN again", 1, 2, 3, HEADERS, t -> new byte[][] {send(1, 0, 4), send(1, 0, 4)}),
                c("MSN 2^31", 1, 2, 3, HEADERS, t -> one(send(0x8000_0000, 0, 4))),
                c("first MO not 0", 1, 2, 4, HEADERS, t -> one(send(1, 4, 4))),
                c("MO with a gap", 1, 2, 4, HEADERS, t ->
                        new byte[][] {untagged(UNTAGGED_MORE, SEND, 0, 0, 1, 0, payload(8)), send(1, 12, 4)}),
                c("MO going back", 1, 2, 4, HEADERS, t ->
                        new byte[][] {untagged(UNTAGGED_MORE, SEND, 0, 0, 1, 0, payload(8)), send(1, 0, 4)}),
                c("MO 2^32-4", 1, 2, 4, HEADERS, t -> one(send(1, -4, 8))),
                c("Send too long", 1, 2, 5, HEADERS, t -> one(send(1, 0, RECEIVE_BYTES + 1))),
                c("Send too long in two", 1, 2, 5, HEADERS, t -> new byte[][] {
                    untagged(UNTAGGED_MORE, SEND, 0, 0, 1, 0, payload(RECEIVE_BYTES)), send(1, RECEIVE_BYTES, 1)
                }),
                c("Send much too long", 1, 2, 5, HEADERS, t -> one(send(1, 0, 60_000))),
                c("untagged DDP version 0", 1, 2, 6, HEADERS, t -> one(untagged(0x40, SEND, 0, 0, 1, 0, payload(4)))),
                c("untagged DDP version 2", 1, 2, 6, HEADERS, t -> one(untagged(0x42, SEND, 0, 0, 1, 0, payload(4)))),
                c(
                        "Read Request too long",
                        1,
                        2,
                        5,
                        HEADERS,
                        t -> one(untagged(UNTAGGED_LAST, READ_REQUEST, 0, 1, 1, 0, payload(32)))),
                c("Read Request MSN", 1, 2, 3, HEADERS, t -> one(read(2, 4, t.readable, t.to))),
                c(
                        "Read Request MO",
                        1,
                        2,
                        4,
                        HEADERS,
                        t -> one(untagged(UNTAGGED_LAST, READ_REQUEST, 0, 1, 1, 4, payload(28)))),
                c("Reads beyond IRD", 1, 2, 2, HEADERS, t -> reads(t, IRD + 1)),
                c(
                        "Terminate MSN",
                        1,
                        2,
                        3,
                        HEADERS,
                        t -> one(untagged(UNTAGGED_LAST, TERMINATE, 0, 2, 2, 0, payload(4)))),
                c(
                        "Terminate MO",
                        1,
                        2,
                        4,
                        HEADERS,
                        t -> one(untagged(UNTAGGED_LAST, TERMINATE, 0, 2, 1, 4, payload(4)))),
                c(
                        "Terminate too long",
                        1,
                        2,
                        5,
                        HEADERS,
                        t -> one(untagged(UNTAGGED_LAST, TERMINATE, 0, 2, 1, 0, payload(60)))));
    }

    private static byte[][] reads(Target target, int count) {
        byte[][] ulpdus = new byte[count][];
        for (int i = 0; i < count; i++) {
            ulpdus[i] = read(i + 1, 8, target.readable, target.to);
        }
        return ulpdus;
    }

    static Stream<Arguments> taggedErrors() {
        return Stream.of(
                c("Write to STag 0", 1, 1, 0, HEADERS, t -> one(write(0, t.to, 4))),
                c("Write to an unknown STag", 1, 1, 0, HEADERS, t -> one(write(0x7fff_ff00, t.to, 4))),
                c("Write to an unbound window", 1, 1, 0, HEADERS, t -> one(write(t.unbound, t.to, 4))),
                c("Write with another key", 1, 1, 0, HEADERS, t -> one(write(t.writable ^ 1, t.to, 4))),
                c("Write to a readable window", 1, 1, 0, HEADERS, t -> one(write(t.readable, t.to, 4))),
                c("Write to a local region", 1, 1, 0, HEADERS, t -> one(write(t.region, t.to, 4))),
                c("large Write to an unknown STag", 1, 1, 0, HEADERS, t -> one(write(0x7fff_ff00, t.to, 60_000))),
                c("Write below the window", 1, 1, 1, HEADERS, t -> one(write(t.writable, t.to - 1, 4))),
                c("Write over the end", 1, 1, 1, HEADERS, t -> one(write(t.writable, t.lastTo(4) + 1, 4))),
                c("Write behind the end", 1, 1, 1, HEADERS, t -> one(write(t.writable, t.lastTo(0), 4))),
                c("Write far away", 1, 1, 1, HEADERS, t -> one(write(t.writable, 0x7fff_0000_0000_0000L, 4))),
                c("large Write over the end", 1, 1, 1, HEADERS, t -> one(write(t.writable, t.to, WINDOW_BYTES + 1))),
                c("Write to another's window", 1, 1, 2, HEADERS, t -> one(write(t.ofOther, t.to, 4))),
                c("Write whose TO wraps", 1, 1, 3, HEADERS, t -> one(write(t.writable, -2, 4))),
                c(
                        "tagged DDP version 0",
                        1,
                        1,
                        4,
                        HEADERS,
                        t -> one(tagged(0xc0, WRITE, t.writable, t.to, payload(4)))),
                c(
                        "tagged DDP version 3",
                        1,
                        1,
                        4,
                        HEADERS,
                        t -> one(tagged(0xc3, WRITE, t.writable, t.to, payload(4)))));
    }

    static Stream<Arguments> rdmapErrors() {
        List<Arguments> cases = new ArrayList<>();
        for (int opcode = 8; opcode < 16; opcode++) {
            int rdmap = 0x40 | opcode;
            cases.add(c(
                    "untagged opcode " + opcode,
                    0,
                    2,
                    6,
                    HEADERS,
                    t -> one(untagged(UNTAGGED_LAST, rdmap, 0, 0, 1, 0, payload(4)))));
            cases.add(c(
                    "tagged opcode " + opcode,
                    0,
                    2,
                    6,
                    HEADERS,
                    t -> one(tagged(TAGGED_LAST, rdmap, t.writable, t.to, payload(4)))));
        }
        for (int version : new int[] {0, 2, 3}) {
            int rdmap = version << 6;
            cases.add(c(
                    "RDMAP version " + version,
                    0,
                    2,
                    5,
                    HEADERS,
                    t -> one(untagged(UNTAGGED_LAST, rdmap | 3, 0, 0, 1, 0, payload(4)))));
            cases.add(c(
                    "tagged, RDMAP version " + version,
                    0,
                    2,
                    5,
                    HEADERS,
                    t -> one(tagged(TAGGED_LAST, rdmap, t.writable, t.to, payload(4)))));
        }
        cases.addAll(List.of(
                c("tagged Send", 0, 2, 6, HEADERS, t -> one(tagged(TAGGED_LAST, SEND, t.writable, t.to, payload(4)))),
                c("untagged Write", 0, 2, 6, HEADERS, t -> one(untagged(UNTAGGED_LAST, WRITE, 0, 0, 1, 0, payload(4)))),
                c(
                        "Read Response to nothing",
                        0,
                        2,
                        6,
                        HEADERS,
                        t -> one(tagged(TAGGED_LAST, READ_RESPONSE, t.writable, t.to, payload(4)))),
                c(
                        "empty Read Response to nothing",
                        0,
                        2,
                        6,
                        HEADERS,
                        t -> one(tagged(TAGGED_LAST, READ_RESPONSE, 0, 0, payload(0)))),
                c("opcode changing in a message", 0, 2, 6, HEADERS, t -> new byte[][] {
                    untagged(UNTAGGED_MORE, SEND, 0, 0, 1, 0, payload(8)),
                    untagged(UNTAGGED_LAST, SEND_SOLICITED, 0, 0, 1, 8, payload(8))
                }),
                c(
                        "Read Request too short",
                        0,
                        2,
                        0xff,
                        HEADERS,
                        t -> one(untagged(UNTAGGED_LAST, READ_REQUEST, 0, 1, 1, 0, payload(20)))),
                c(
                        "Read Request in pieces",
                        0,
                        2,
                        0xff,
                        HEADERS,
                        t -> one(untagged(UNTAGGED_MORE, READ_REQUEST, 0, 1, 1, 0, payload(28)))),
                c(
                        "Terminate too short",
                        0,
                        2,
                        0xff,
                        HEADERS,
                        t -> one(untagged(UNTAGGED_LAST, TERMINATE, 0, 2, 1, 0, payload(2)))),
                c("invalidate STag 0", 0, 1, 9, HEADERS, t -> one(invalidate(0))),
                c("invalidate an unknown STag", 0, 1, 9, HEADERS, t -> one(invalidate(0x7fff_ff00))),
                c("invalidate an unbound window", 0, 1, 9, HEADERS, t -> one(invalidate(t.unbound))),
                c("invalidate another's window", 0, 1, 9, HEADERS, t -> one(invalidate(t.ofOther))),
                c("invalidate a region", 0, 1, 9, HEADERS, t -> one(invalidate(t.region)))));
        return cases.stream();
    }

    private static byte[] invalidate(int stag) {
        return untagged(UNTAGGED_LAST, SEND_INVALIDATE, stag, 0, 1, 0, payload(0));
    }

    static Stream<Arguments> readErrors() {
        int all = HEADERS_AND_READ;
        return Stream.of(
                c("Read from STag 0", 0, 1, 0, all, t -> one(read(1, 4, 0, t.to))),
                c("Read from an unbound window", 0, 1, 0, all, t -> one(read(1, 4, t.unbound, t.to))),
                c("Read below the window", 0, 1, 1, all, t -> one(read(1, 4, t.readable, t.to - 1))),
                c("Read over the end", 0, 1, 1, all, t -> one(read(1, 4, t.readable, t.lastTo(4) + 1))),
                c("Read of 4 GiB", 0, 1, 1, all, t -> one(read(1, -1, t.readable, t.to))),
                c("Read from a writable window", 0, 1, 2, all, t -> one(read(1, 4, t.writable, t.to))),
                c("Read from a local region", 0, 1, 2, all, t -> one(read(1, 4, t.region, t.to))),
                c("Read from another's window", 0, 1, 3, all, t -> one(read(1, 4, t.ofOther, t.to))),
                c("Read whose TO wraps", 0, 1, 4, all, t -> one(read(1, 4, t.readable, -2))),
                c("second Read in error", 0, 1, 1, all, t ->
                        new byte[][] {read(1, 4, t.readable, t.to), read(2, 4, t.readable, t.to - 9)}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"untaggedErrors", "taggedErrors", "rdmapErrors", "readErrors"})
    void answersWithTerminate(String name, TerminateCode expected, int headerControl, Script script) {
        run(false, expected, headerControl, script);
    }

    @ParameterizedTest(name = "{0}, CRC on")
    @MethodSource({"untaggedErrors", "taggedErrors", "rdmapErrors", "readErrors"})
    void answersWithTerminateUnderCrc(String name, TerminateCode expected, int headerControl, Script script) {
        run(true, expected, headerControl, script);
    }

    private static void run(boolean crc, TerminateCode expected, int headerControl, Script script) {
        try (Scene scene = new Scene(crc)) {
            byte[][] ulpdus = script.ulpdus(scene.target);
            byte[] all = new byte[0];
            for (byte[] ulpdu : ulpdus) {
                all = Bytes.concat(all, Bytes.fpdu(ulpdu, crc));
            }
            scene.peer.send(all);
            byte[] terminate = scene.awaitTerminate();
            assertTerminate(terminate, expected, headerControl, ulpdus[ulpdus.length - 1]);
            scene.assertOnlyThisConnectionDied(expected);
        }
    }

    static Stream<Arguments> framingErrors() {
        byte[] good = Bytes.fpdu(send(1, 0, 40), true);
        byte[] large = Bytes.fpdu(send(1, 0, 200), true);
        return Stream.of(
                Arguments.of("CRC wrong", true, 2, flip(good, good.length - 1)),
                Arguments.of("payload damaged", true, 2, flip(good, 30)),
                Arguments.of("header damaged", true, 2, flip(good, 3)),
                Arguments.of("length damaged", true, 2, Bytes.concat(flip(large, 1), large)),
                Arguments.of("pad damaged", true, 2, flip(Bytes.fpdu(send(1, 0, 41), true), 2 + 18 + 41)),
                Arguments.of("length 0", false, 3, new byte[8]),
                Arguments.of("length 0 with CRC", true, 3, Bytes.fpdu(new byte[0], true)),
                Arguments.of("length 13, tagged", false, 3, Bytes.fpdu(Arrays.copyOf(write(1, 1, 0), 13), false)),
                Arguments.of("length 17, untagged", false, 3, Bytes.fpdu(Arrays.copyOf(send(1, 0, 0), 17), false)));
    }

    private static byte[] flip(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 0x04;
        return flipped;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("framingErrors")
    void framingErrorsTerminateWithoutHeaders(String name, boolean crc, int code, byte[] stream) {
        try (Scene scene = new Scene(crc)) {
            scene.peer.send(stream);
            TerminateCode expected = new TerminateCode(2, 0, code);
            assertTerminate(scene.awaitTerminate(), expected, 0, new byte[0]);
            scene.assertOnlyThisConnectionDied(expected);
        }
    }

    /** A large payload is placed before its CRC is known, but never delivered when it is wrong. */
    @org.junit.jupiter.api.Test
    void damagedLargeSendIsNotDelivered() {
        try (Scene scene = new Scene(true)) {
            scene.victim.receive(32768, 20_000);
            scene.peer.send(Bytes.fpdu(send(1, 0, 4), true));
            byte[] large = Bytes.fpdu(send(2, 0, 20_000), true);
            scene.peer.send(flip(large, 12_345));
            assertTerminate(scene.awaitTerminate(), new TerminateCode(2, 0, 2), 0, new byte[0]);
            scene.loopback.until("ended", () -> scene.victim.disconnect != null);
            assertThat(scene.victim.received).isEqualTo(1);
        }
    }

    private static void assertTerminate(byte[] ulpdu, TerminateCode expected, int headerControl, byte[] offender) {
        assertThat(Arrays.copyOf(ulpdu, 18)).isEqualTo(Bytes.hex("41 47 00000000 00000002 00000001 00000000"));
        TerminateCode got = new TerminateCode(ulpdu[18] >> 4 & 0xf, ulpdu[18] & 0xf, ulpdu[19] & 0xff);
        assertThat(got).isEqualTo(expected);
        assertThat(ulpdu[20] & 0xff).as("M, D and R").isEqualTo(headerControl);
        assertThat(ulpdu[21]).isZero();
        if (headerControl == 0) {
            assertThat(ulpdu).hasSize(22);
            return;
        }
        int segmentLength = (ulpdu[22] & 0xff) << 8 | (ulpdu[23] & 0xff);
        assertThat(segmentLength).isEqualTo(offender.length);
        int headerBytes = (offender[0] & 0x80) != 0 ? 14 : 18;
        int copied = headerControl == HEADERS_AND_READ ? headerBytes + 28 : headerBytes;
        assertThat(Arrays.copyOfRange(ulpdu, 24, ulpdu.length)).isEqualTo(Arrays.copyOf(offender, copied));
    }

    /** A victim with memory full of canaries and the peer that sends it nonsense, beside a healthy connection. */
    private static final class Scene implements AutoCloseable {
        final Loopback loopback;
        final End[] healthy;
        final End victim;
        final RawPeer peer;
        final Target target;

        Scene(boolean crc) {
            loopback = new Loopback(new IwarpOptions());
            healthy = loopback.connect(MEMORY_BYTES);
            ConnectOptions options = new ConnectOptions(new byte[0], IRD, IRD, 0);
            Acceptor acceptor = loopback.listen(options, MEMORY_BYTES, null);
            peer = RawPeer.connect(loopback, acceptor.listener.localAddress());
            peer.send(Bytes.mpaRequest(crc ? 0x50 : 0x10, 2, Bytes.hex("0010 0010")));
            assertThat(peer.receiveMpa()).hasSize(24);
            victim = acceptor.last;
            Arrays.fill(canaries, CANARY);
            victim.bytes.put(0, canaries);
            victim.receive(0, RECEIVE_BYTES);
            target = expose();
        }

        private final byte[] canaries = new byte[MEMORY_BYTES];

        private Target expose() {
            MemoryWindow writable = bind(victim, Access.REMOTE_WRITE);
            MemoryWindow readable = bind(victim, Access.REMOTE_READ);
            MemoryWindow ofOther = bind(healthy[0], Access.REMOTE_READ | Access.REMOTE_WRITE);
            MemoryWindow unbound = bind(victim, Access.REMOTE_READ | Access.REMOTE_WRITE);
            int unboundStag = unbound.stag();
            unbound.invalidate();
            return new Target(
                    writable.stag(),
                    readable.stag(),
                    ofOther.stag(),
                    unboundStag,
                    localRegion(),
                    writable.remoteOffset());
        }

        /** Windows of all ends lie over the victim's memory, so that a wrong check shows in the canaries. */
        private MemoryWindow bind(End end, int access) {
            MemoryWindow window = loopback.device.protectionDomain().createWindow();
            assertThat(end.queuePair.bindWindow(window, victim.memory, WINDOW_OFFSET, WINDOW_BYTES, access))
                    .isEqualTo(PostResult.POSTED);
            return window;
        }

        private int localRegion() {
            return loopback.device
                    .protectionDomain()
                    .register(victim.bytes, Access.LOCAL_WRITE)
                    .stag();
        }

        /** Skips read responses that came before. */
        byte[] awaitTerminate() {
            byte[] ulpdu = peer.receiveUlpdu();
            while (ulpdu.length > 0 && ulpdu[1] == (byte) READ_RESPONSE) {
                ulpdu = peer.receiveUlpdu();
            }
            assertThat(ulpdu).as("a Terminate message").hasSizeGreaterThanOrEqualTo(22);
            return ulpdu;
        }

        void assertOnlyThisConnectionDied(TerminateCode code) {
            assertThat(peer.isAtEnd()).isTrue();
            peer.close();
            loopback.until("reported", () -> victim.disconnect != null);
            assertThat(victim.disconnect.reason()).isEqualTo(Disconnect.Reason.PROTOCOL_ERROR);
            assertThat(victim.disconnect.terminate()).isEqualTo(code);
            assertThat(victim.disconnect.message()).isNotEmpty();
            byte[] outside = new byte[MEMORY_BYTES - RECEIVE_BYTES];
            victim.bytes.get(RECEIVE_BYTES, outside);
            assertThat(outside).as("canaries").containsOnly(CANARY);
            assertHealthy();
        }

        private void assertHealthy() {
            healthy[1].receive(0, 64);
            healthy[0].post(WorkOpcode.SEND, 0, 64, 0, 0);
            loopback.until("the healthy connection goes on", () -> healthy[1].received == 1);
            assertThat(healthy[0].disconnect).isNull();
        }

        @Override
        public void close() {
            peer.close();
            loopback.close();
        }
    }
}
