package io.isere.rdma.iwarp;

import static io.isere.rdma.iwarp.Bytes.UNTAGGED_LAST;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.iwarp.Loopback.Acceptor;
import io.isere.rdma.iwarp.Loopback.End;
import io.isere.rdma.verbs.ConnectFailure.Reason;
import io.isere.rdma.verbs.ConnectOptions;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The MPA exchange, byte by byte, with a peer on a plain socket: revisions, CRC, depths, RTR, rejection, nonsense. */
class MpaHandshakeTest {
    private static final byte[] NOTHING = new byte[0];
    private Loopback loopback;
    private RawPeer peer;
    private ServerSocket server;

    private void open(IwarpOptions options) {
        loopback = new Loopback(options);
    }

    @AfterEach
    void close() throws Exception {
        if (peer != null) {
            peer.close();
        }
        if (server != null) {
            server.close();
        }
        loopback.close();
    }

    private static ConnectOptions brings(int ird, int ord, String privateData) {
        return new ConnectOptions(Bytes.hex(privateData), ird, ord, 20_000_000_000L);
    }

    // ---- As responder.

    /** Flags and enhanced data of request and reply; we bring IRD 16, ORD 8, and CRC as said. */
    @ParameterizedTest
    @CsvSource({
        // rev, our CRC, request flags, request data, reply flags, reply data, IRD, ORD agreed
        "1, false, 00, '',        00, '',       16, 1",
        "1, false, 40, '',        40, '',       16, 1",
        "1, true,  00, '',        40, '',       16, 1",
        "1, false, 0f, '',        00, '',       16, 1",
        "1, false, 10, 00010002,  00, '',       16, 1",
        "2, false, 00, '',        00, '',       16, 1",
        "2, false, 10, 00080001,  10, 00100008, 16, 8",
        "2, false, 10, 00800001,  10, 00100008, 16, 8",
        "2, false, 10, 00040001,  10, 00100004, 16, 4",
        "2, false, 10, 00000000,  10, 00100000, 16, 0",
        "2, false, 50, 00080001,  50, 00100008, 16, 8",
        "2, true,  10, 00080001,  50, 00100008, 16, 8",
        "2, false, 10, 3fff0001,  10, 00103fff, 16, 8",
        "2, false, 10, 00083fff,  10, 3fff0008, 16, 8",
        // A=0: B, C and D are ignored
        "2, false, 10, 4008c001,  10, 00100008, 16, 8",
        // A=1 with B, C, D offered: the Write is chosen, then the Read, then the Send
        "2, false, 10, c008c001,  10, 80108008, 16, 8",
        "2, false, 10, 80088001,  10, 80108008, 16, 8",
        "2, false, 10, c0084001,  10, 80104008, 16, 8",
        "2, false, 10, c0080001,  10, c0100008, 16, 8",
        // nothing offered: told of the Write
        "2, false, 10, 80080001,  10, 80108008, 16, 8"
    })
    void answers(
            int revision,
            boolean crc,
            String flags,
            String data,
            String replyFlags,
            String replyData,
            int ird,
            int ord) {
        open(new IwarpOptions().crc(crc));
        Acceptor acceptor = loopback.listen(brings(16, 8, "c0000000"), 4096, null);
        peer = RawPeer.connect(loopback, acceptor.listener.localAddress());
        byte[] privateData = Bytes.concat(Bytes.hex(data), Bytes.hex("80000000"));
        peer.send(Bytes.mpaRequest(Integer.parseInt(flags, 16), revision, privateData));
        byte[] expected = Bytes.mpaReply(
                Integer.parseInt(replyFlags, 16), revision, Bytes.concat(Bytes.hex(replyData), Bytes.hex("c0000000")));
        assertThat(peer.receiveMpa()).isEqualTo(expected);
        boolean enhanced = revision == 2 && !data.isEmpty();
        assertThat(acceptor.last.info.privateData()).isEqualTo(enhanced ? Bytes.hex("80000000") : privateData);
        assertThat(acceptor.last.info.ird()).isEqualTo(ird);
        assertThat(acceptor.last.info.ord()).isEqualTo(ord);
        assertThat(acceptor.last.queuePair.ord()).isEqualTo(ord);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256, 508})
    void takesPrivateDataOfAllSizesByteByByte(int lengthBytes) {
        open(new IwarpOptions());
        Acceptor acceptor = loopback.listen(brings(1, 1, ""), 4096, null);
        peer = RawPeer.connect(loopback, acceptor.listener.localAddress());
        byte[] privateData = Bytes.concat(Bytes.hex("00010001"), Bytes.payload(lengthBytes));
        for (byte each : Bytes.mpaRequest(0x10, 2, privateData)) {
            peer.send(new byte[] {each});
            loopback.step();
        }
        assertThat(peer.receiveMpa()).hasSize(24);
        assertThat(acceptor.last.info.privateData()).isEqualTo(Bytes.payload(lengthBytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000 0000", "0300 0000", "ff00 0000", "0201 0201"})
    void closesOnWhatItCannotAnswer(String revisionAndLength) {
        open(new IwarpOptions());
        Acceptor acceptor = loopback.listen(brings(1, 1, ""), 4096, null);
        peer = RawPeer.connect(loopback, acceptor.listener.localAddress());
        byte[] frame = Bytes.mpaRequest(0, 0, NOTHING);
        byte[] tail = Bytes.hex(revisionAndLength);
        frame[17] = tail[0];
        frame[18] = (byte) (tail[1] == 1 ? 2 : 0);
        frame[19] = tail[1];
        peer.send(frame);
        assertThat(peer.isAtEnd()).isTrue();
        assertThat(acceptor.last).isNull();
    }

    @Test
    void closesOnEnhancedFlagWithoutEnhancedData() {
        open(new IwarpOptions());
        Acceptor acceptor = loopback.listen(brings(1, 1, ""), 4096, null);
        peer = RawPeer.connect(loopback, acceptor.listener.localAddress());
        peer.send(Bytes.mpaRequest(0x10, 2, new byte[3]));
        assertThat(peer.isAtEnd()).isTrue();
    }

    @Test
    void rejectsMarkers() {
        open(new IwarpOptions());
        Acceptor acceptor = loopback.listen(brings(1, 1, ""), 4096, null);
        peer = RawPeer.connect(loopback, acceptor.listener.localAddress());
        peer.send(Bytes.mpaRequest(0x80, 1, NOTHING));
        assertThat(peer.receiveMpa()).isEqualTo(Bytes.mpaReply(0x20, 1, NOTHING));
        assertThat(peer.isAtEnd()).isTrue();
        assertThat(acceptor.last).isNull();
    }

    @Test
    void handsStrangersOver() {
        open(new IwarpOptions());
        StringBuilder got = new StringBuilder();
        Acceptor acceptor = loopback.listen(brings(1, 1, ""), 4096, (socket, first) -> {
            got.append(StandardCharsets.US_ASCII.decode(first));
            socket.close();
        });
        peer = RawPeer.connect(loopback, acceptor.listener.localAddress());
        peer.send("MPA ID Rep".getBytes(StandardCharsets.US_ASCII));
        loopback.until("handed over", () -> got.length() > 0);
        assertThat("MPA ID Rep").startsWith(got.toString());
        assertThat(got.length()).isGreaterThanOrEqualTo("MPA ID Rep".length());
    }

    @Test
    void silentPeersAreClosedInTimeAndNumber() throws Exception {
        open(new IwarpOptions().maxPendingHandshakes(2).requestTimeoutNs(300_000_000L));
        Acceptor acceptor = loopback.listen(brings(1, 1, ""), 4096, null);
        InetSocketAddress address = acceptor.listener.localAddress();
        try (RawPeer first = RawPeer.connect(loopback, address);
                RawPeer second = RawPeer.connect(loopback, address);
                RawPeer third = RawPeer.connect(loopback, address)) {
            long startNs = System.nanoTime();
            assertThat(first.isAtEnd()).isTrue();
            assertThat(System.nanoTime() - startNs).isLessThan(250_000_000L);
            third.send(Bytes.mpaRequest(0, 1, NOTHING));
            assertThat(third.receiveMpa()).hasSize(20);
            second.send(Bytes.hex("4d"));
            assertThat(second.isAtEnd()).isTrue();
        }
    }

    @Test
    void sendsNothingBeforeTheFirstFpdu() {
        open(new IwarpOptions());
        Acceptor acceptor = loopback.listen(brings(1, 1, ""), 4096, null);
        peer = RawPeer.connect(loopback, acceptor.listener.localAddress());
        peer.send(Bytes.mpaRequest(0x10, 2, Bytes.hex("80018001")));
        assertThat(peer.receiveMpa()).isEqualTo(Bytes.mpaReply(0x10, 2, Bytes.hex("80018001")));
        acceptor.last.send(0, 8);
        for (int i = 0; i < 50; i++) {
            loopback.step();
        }
        assertThat(acceptor.last.sent).isZero();
        peer.send(Bytes.fpdu(Bytes.tagged(Bytes.TAGGED_LAST, Bytes.WRITE, 0, 0, NOTHING), false));
        assertThat(peer.receiveUlpdu()).hasSize(18 + 8);
        assertThat(acceptor.last.sent).isEqualTo(1);
    }

    /** The three RTR indications are taken without a posted receive, and the first real Send has the number due to it. */
    @ParameterizedTest
    @CsvSource({"c0010001, c0010001, 1", "80014001, 80014001, 2", "80018001, 80018001, 3"})
    void takesTheReadyToReceiveIndication(String request, String reply, int kind) {
        open(new IwarpOptions());
        Acceptor acceptor = loopback.listen(brings(1, 1, ""), 4096, null);
        peer = RawPeer.connect(loopback, acceptor.listener.localAddress());
        peer.send(Bytes.mpaRequest(0x10, 2, Bytes.hex(request)));
        assertThat(peer.receiveMpa()).isEqualTo(Bytes.mpaReply(0x10, 2, Bytes.hex(reply)));
        byte[] send = Bytes.untagged(UNTAGGED_LAST, Bytes.SEND, 0, 0, 1, 0, NOTHING);
        byte[] read = Bytes.untagged(UNTAGGED_LAST, Bytes.READ_REQUEST, 0, 1, 1, 0, new byte[28]);
        byte[] write = Bytes.tagged(Bytes.TAGGED_LAST, Bytes.WRITE, 0, 0, NOTHING);
        peer.send(Bytes.fpdu(kind == 1 ? send : kind == 2 ? read : write, false));
        if (kind == 2) {
            assertThat(peer.receiveUlpdu()).startsWith(0xc1, 0x42).hasSize(14);
        }
        End end = acceptor.last;
        end.receive(0, 16);
        int messageNumber = kind == 1 ? 2 : 1;
        peer.send(Bytes.fpdu(Bytes.untagged(UNTAGGED_LAST, Bytes.SEND, 0, 0, messageNumber, 0, new byte[5]), false));
        loopback.until("received", () -> end.received == 1);
        assertThat(end.lastReceivedBytes).isEqualTo(5);
    }

    // ---- As initiator.

    private End dial(ConnectOptions options) {
        server = RawPeer.listen();
        End end = loopback.new End(4096);
        loopback.device
                .connectionManager()
                .connect(end.queuePair, (InetSocketAddress) server.getLocalSocketAddress(), options);
        peer = RawPeer.accept(loopback, server);
        return end;
    }

    @ParameterizedTest
    @CsvSource({
        // rev, CRC, peer-to-peer, request, reply flags, reply data, IRD, ORD, first FPDU's first bytes
        "1, false, false, 00 01 0000,          00, '',       16, 1, ''",
        "1, true,  false, 40 01 0000,          00, '',       16, 1, ''",
        "2, false, false, 10 02 0004 00100008, 10, 00080010, 16, 8, ''",
        "2, false, false, 10 02 0004 00100008, 10, 00040010, 16, 4, ''",
        "2, false, false, 10 02 0004 00100008, 10, 00000010, 16, 0, ''",
        "2, false, false, 10 02 0004 00100008, 10, 00080040, 64, 8, ''",
        "2, false, false, 10 02 0004 00100008, 10, 3fff3fff, 16, 8, ''",
        "2, false, false, 10 02 0004 00100008, 00, '',       16, 1, ''",
        "2, false, true,  10 02 0004 c010c008, 10, 80088010, 16, 8, c140",
        "2, false, true,  10 02 0004 c010c008, 10, 80084010, 16, 8, 4141",
        "2, false, true,  10 02 0004 c010c008, 10, c0080010, 16, 8, 4143",
        "2, false, true,  10 02 0004 c010c008, 10, 00080010, 16, 8, ''"
    })
    void concludes(
            int revision,
            boolean crc,
            boolean peerToPeer,
            String request,
            String replyFlags,
            String replyData,
            int ird,
            int ord,
            String firstFpdu) {
        open(new IwarpOptions().mpaRevision(revision).crc(crc).peerToPeer(peerToPeer));
        End end = dial(brings(16, 8, ""));
        byte[] got = peer.receiveMpa();
        assertThat(Arrays.copyOfRange(got, 16, got.length)).isEqualTo(Bytes.hex(request));
        peer.send(Bytes.mpaReply(
                Integer.parseInt(replyFlags, 16), revision, Bytes.concat(Bytes.hex(replyData), Bytes.hex(""))));
        loopback.until("connected", () -> end.info != null);
        assertThat(end.info.ird()).isEqualTo(ird);
        assertThat(end.info.ord()).isEqualTo(ord);
        assertThat(end.info.description()).contains("rev " + revision, "CRC " + (crc ? "on" : "off"));
        if (!firstFpdu.isEmpty()) {
            assertThat(Arrays.copyOf(peer.receiveUlpdu(), 2)).isEqualTo(Bytes.hex(firstFpdu));
        }
    }

    private End established(IwarpOptions options) {
        open(options);
        End end = dial(brings(1, 1, ""));
        peer.receiveMpa();
        peer.send(Bytes.mpaReply(0x10, 2, Bytes.hex("00010001")));
        loopback.until("connected", () -> end.info != null);
        return end;
    }

    /** Linux's siw looks at a message that came right behind its MPA reply only when another one comes. */
    @Test
    void nudgesAResponderThatDoesNotAnswer() {
        End end = established(new IwarpOptions().nudgeAfterNs(1_000_000));
        end.receive(0, 100);
        end.send(100, 5);
        assertThat(peer.receiveUlpdu()).startsWith(UNTAGGED_LAST, 0x43);
        assertThat(peer.receiveUlpdu())
                .as("a zero-length RDMA Write")
                .startsWith(0xc1, 0x40)
                .hasSize(14);
        peer.send(Bytes.fpdu(Bytes.untagged(UNTAGGED_LAST, Bytes.SEND, 0, 0, 1, 0, new byte[5]), false));
        loopback.until("received", () -> end.received == 1);
        end.queuePair.disconnect();
        int nudges = 1;
        while (peer.receiveUlpdu().length > 0) {
            nudges++;
        }
        assertThat(nudges).isBetween(1, 5);
    }

    @Test
    void nudgesNobodyWhenToldNotTo() {
        End end = established(new IwarpOptions().nudgeAfterNs(0));
        end.send(100, 5);
        assertThat(peer.receiveUlpdu()).startsWith(UNTAGGED_LAST, 0x43);
        end.queuePair.disconnect();
        assertThat(peer.isAtEnd()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        // the responder wants to read more than the device serves; no RTR option at all
        "10, 00080100, 6",
        "10, 80080010, 7"
    })
    void terminatesWhatItCannotDo(String replyFlags, String replyData, int code) {
        open(new IwarpOptions().peerToPeer(true));
        End end = dial(brings(16, 8, ""));
        peer.receiveMpa();
        peer.send(Bytes.mpaReply(Integer.parseInt(replyFlags, 16), 2, Bytes.hex(replyData)));
        byte[] ulpdu = peer.receiveUlpdu();
        assertThat(Arrays.copyOfRange(ulpdu, 18, 22)).isEqualTo(new byte[] {0x20, (byte) code, 0, 0});
        loopback.until("failed", () -> end.failure != null);
        assertThat(end.failure.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
        assertThat(peer.isAtEnd()).isTrue();
    }

    @Test
    void rejectionCarriesPrivateData() {
        open(new IwarpOptions());
        End end = dial(brings(1, 1, ""));
        peer.receiveMpa();
        peer.send(Bytes.mpaReply(0x30, 2, Bytes.hex("00010001 abcdef")));
        loopback.until("failed", () -> end.failure != null);
        assertThat(end.failure.reason()).isEqualTo(Reason.REJECTED);
        assertThat(end.failure.privateData()).isEqualTo(Bytes.hex("abcdef"));
        assertThat(peer.isAtEnd()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"80, 1, 0", "00, 3, 0", "00, 0, 0", "10, 2, 2", "00, 1, 600"})
    void failsOnRepliesItCannotUse(String flags, int revision, int privateDataBytes) {
        open(new IwarpOptions());
        End end = dial(brings(1, 1, ""));
        peer.receiveMpa();
        peer.send(Bytes.mpaReply(Integer.parseInt(flags, 16), revision, new byte[privateDataBytes]));
        loopback.until("failed", () -> end.failure != null);
        assertThat(end.failure.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
    }

    @Test
    void failsOnAnInitiatorAtTheOtherEnd() {
        open(new IwarpOptions());
        End end = dial(brings(1, 1, ""));
        peer.send(Bytes.mpaRequest(0, 1, NOTHING));
        loopback.until("failed", () -> end.failure != null);
        assertThat(end.failure.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
        assertThat(end.failure.message()).contains("MPA reply frame");
    }

    @Test
    void triesRevisionOneWhenThePeerClosesOnTwo() {
        open(new IwarpOptions());
        End end = dial(brings(3, 4, "77"));
        byte[] first = peer.receiveMpa();
        assertThat(first[17]).isEqualTo((byte) 2);
        peer.close();
        for (int i = 0; i < 20; i++) {
            loopback.step();
        }
        peer = RawPeer.accept(loopback, server);
        assertThat(peer.receiveMpa()).isEqualTo(Bytes.mpaRequest(0, 1, Bytes.hex("77")));
        peer.send(Bytes.mpaReply(0, 1, NOTHING));
        loopback.until("connected", () -> end.info != null);
        assertThat(end.info.description()).contains("rev 1");
        assertThat(end.info.ord()).isEqualTo(1);
    }

    @Test
    void givesUpWhenThePeerClosesOnEverything() {
        open(new IwarpOptions().retryWithRevision1(false));
        End end = dial(brings(3, 4, ""));
        peer.receiveMpa();
        peer.close();
        loopback.until("failed", () -> end.failure != null);
        assertThat(end.failure.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
        assertThat(end.failure.message()).contains("revision 2");
    }

    @Test
    void givesUpOnASilentResponder() {
        open(new IwarpOptions().replyTimeoutNs(100_000_000L));
        End end = dial(brings(1, 1, ""));
        loopback.until("failed", () -> end.failure != null);
        assertThat(end.failure.reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(end.failure.message()).contains("MPA reply");
        assertThat(peer.receiveMpa()).hasSize(24);
        assertThat(peer.isAtEnd()).isTrue();
    }
}
