package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.NopInBhs;
import io.isere.iscsi.pdu.NopOutBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.SnackRequestBhs;
import io.isere.iscsi.pdu.TextRequestBhs;
import io.isere.iscsi.target.Target;
import io.isere.iser.IserHelloHeader;
import io.isere.iser.IserHelloReplyHeader;
import io.isere.iser.IserOpcode;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.lun.ScsiTargetDevice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a target does with messages that are wrong, unusual, or out of place; other sessions never notice. */
class EngineProtocolTest extends EngineTestBase {
    private final EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
    private InitiatorSession bystander;

    @BeforeEach
    void login() {
        rig.addLun(0, new RamBackstore(1 << 20));
        bystander = rig.login();
    }

    @AfterEach
    void bystanderIsUnharmed() {
        rig.await(rig.open(bystander, 0).read(0, 8, rig.registered(4096)));
        assertThat(rig.uncaught()).isEmpty();
    }

    private static byte[] bytes(ByteBuffer pdu) {
        byte[] bytes = new byte[pdu.capacity()];
        pdu.get(0, bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 27, 28, 75})
    void shouldDropAMessageThatIsTooShort(int bytes) {
        RawInitiator peer = new RawInitiator(rig);
        peer.login();
        byte[] message = new byte[bytes];
        if (bytes > 0) {
            message[0] = 0x10;
        }
        peer.send(message);
        rig.until("the connection is dropped", () -> peer.ended);
    }

    @ParameterizedTest
    @CsvSource({"0x00", "0x30", "0x40", "0xf0"})
    void shouldDropAMessageOfAnUnknownKind(String firstByte) {
        RawInitiator peer = new RawInitiator(rig);
        peer.login();
        byte[] message = new byte[76];
        message[0] = (byte) (int) Integer.decode(firstByte);
        peer.send(message);
        rig.until("the connection is dropped", () -> peer.ended);
    }

    @Test
    void shouldDropAPduThatClaimsMoreThanItHas() {
        RawInitiator peer = new RawInitiator(rig);
        peer.login();
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
        new NopOutBhs()
                .wrap(pdu, 0)
                .init()
                .immediateBit(true)
                .initiatorTaskTag(5)
                .dataSegmentLengthBytes(4096);
        peer.sendPdu(bytes(pdu));
        rig.until("the connection is dropped", () -> peer.ended);
    }

    @Test
    void shouldAnswerHello() {
        RawInitiator peer = new RawInitiator(rig);
        ByteBuffer hello = ByteBuffer.allocate(IserHelloHeader.LENGTH_BYTES);
        new IserHelloHeader().wrap(hello, 0).init().minVersion(1).maxVersion(1).inboundReadDepth(3);
        peer.send(bytes(hello));
        rig.until("the reply is here", () -> peer.received.size() == 1);
        IserHelloReplyHeader reply = new IserHelloReplyHeader().wrap(ByteBuffer.wrap(peer.received.get(0)), 0);
        assertThat(reply.opcode()).isEqualTo(IserOpcode.HELLO_REPLY);
        assertThat(reply.currentVersion()).isEqualTo(1);
        assertThat(reply.outboundReadDepth()).isEqualTo(3);
        peer.received.clear();
        peer.login();
    }

    @Test
    void shouldEchoAPingUpToWhatInitiatorsReceive() {
        RawInitiator peer = new RawInitiator(rig);
        peer.login();
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES + 512);
        new NopOutBhs()
                .wrap(pdu, 0)
                .init()
                .immediateBit(true)
                .initiatorTaskTag(5)
                .targetTransferTag(Bhs.RESERVED_TAG)
                .dataSegmentLengthBytes(512);
        for (int i = 0; i < 512; i++) {
            pdu.put(Bhs.LENGTH_BYTES + i, (byte) i);
        }
        peer.sendPdu(bytes(pdu));
        rig.until("the echo is here", () -> peer.received.size() == 1);
        NopInBhs echo = new NopInBhs().wrap(peer.lastPdu(), 0);
        assertThat(echo.initiatorTaskTag()).isEqualTo(5);
        assertThat(echo.dataSegmentLengthBytes()).isEqualTo(128);
        assertThat(echo.buffer().get(echo.dataSegmentOffset() + 127)).isEqualTo((byte) 127);
    }

    @Test
    void shouldRejectWhatHasNoPlaceInIser() {
        RawInitiator peer = new RawInitiator(rig);
        peer.login();
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
        new SnackRequestBhs().wrap(pdu, 0).init();
        peer.sendPdu(bytes(pdu));
        rig.until("the reject is here", () -> peer.received.size() == 1);
        RejectBhs reject = new RejectBhs().wrap(peer.lastPdu(), 0);
        assertThat(reject.opcode()).isEqualTo(Opcode.REJECT);
        assertThat(reject.reason()).isIn(RejectReason.SNACK_REJECT, RejectReason.PROTOCOL_ERROR);
        assertThat(reject.dataSegmentLengthBytes()).isEqualTo(Bhs.LENGTH_BYTES);
    }

    @Test
    void shouldRejectAnUnassignedOpcode() {
        RawInitiator peer = new RawInitiator(rig);
        peer.login();
        byte[] pdu = new byte[Bhs.LENGTH_BYTES];
        pdu[0] = 0x1d;
        peer.sendPdu(pdu);
        rig.until("the reject is here", () -> peer.received.size() == 1);
        assertThat(new RejectBhs().wrap(peer.lastPdu(), 0).reason()).isEqualTo(RejectReason.COMMAND_NOT_SUPPORTED);
    }

    @Test
    void shouldIgnoreACommandOutsideTheWindow() {
        RawInitiator peer = new RawInitiator(rig);
        peer.login();
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
        new ScsiCommandBhs()
                .wrap(pdu, 0)
                .init()
                .finalBit(true)
                .initiatorTaskTag(9)
                .cmdSn(1_000_000);
        peer.sendPdu(bytes(pdu));
        rig.settle();
        assertThat(peer.received).isEmpty();
        assertThat(peer.ended).isFalse();
    }

    @Test
    void shouldDropAGapInCommandNumbers() {
        RawInitiator peer = new RawInitiator(rig);
        peer.login();
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
        new ScsiCommandBhs()
                .wrap(pdu, 0)
                .init()
                .finalBit(true)
                .initiatorTaskTag(9)
                .cmdSn(5);
        peer.sendPdu(bytes(pdu));
        rig.until("the connection is dropped", () -> peer.ended);
    }

    @Test
    void shouldDropAWriteThatAdvertisesNothing() {
        RawInitiator peer = new RawInitiator(rig);
        peer.login();
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
        byte[] write10 = {0x2a, 0, 0, 0, 0, 0, 0, 0, 8, 0};
        sendUntilNoUnitAttention(peer);
        new ScsiCommandBhs()
                .wrap(pdu, 0)
                .init()
                .finalBit(true)
                .writeBit(true)
                .initiatorTaskTag(9)
                .expectedDataTransferLengthBytes(4096)
                .cdb(ByteBuffer.wrap(write10), 0, write10.length)
                .cmdSn(2);
        peer.sendPdu(bytes(pdu));
        rig.until("the connection is dropped", () -> peer.ended);
    }

    /** TEST UNIT READY takes the POWER ON unit attention away. */
    private void sendUntilNoUnitAttention(RawInitiator peer) {
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
        new ScsiCommandBhs()
                .wrap(pdu, 0)
                .init()
                .finalBit(true)
                .initiatorTaskTag(8)
                .cmdSn(1);
        peer.sendPdu(bytes(pdu));
        rig.until("it is answered", () -> peer.received.size() == 1);
    }

    @Test
    void shouldAnswerUnknownKeysOfATextRequest() {
        RawInitiator peer = new RawInitiator(rig);
        peer.login();
        byte[] text = "X-com.example.what=ever\0".getBytes(StandardCharsets.UTF_8);
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES + text.length);
        new TextRequestBhs()
                .wrap(pdu, 0)
                .init()
                .finalBit(true)
                .immediateBit(true)
                .initiatorTaskTag(3)
                .targetTransferTag(Bhs.RESERVED_TAG)
                .dataSegmentLengthBytes(text.length);
        pdu.put(Bhs.LENGTH_BYTES, text);
        peer.sendPdu(bytes(pdu));
        rig.until("the answer is here", () -> peer.received.size() == 1);
        AnyBhs answer = new AnyBhs().wrap(peer.lastPdu(), 0);
        byte[] answered = new byte[answer.dataSegmentLengthBytes()];
        answer.buffer().get(answer.dataSegmentOffset(), answered);
        assertThat(new String(answered, StandardCharsets.UTF_8)).isEqualTo("X-com.example.what=NotUnderstood\0");
    }

    @Test
    void shouldAnswerSendTargetsInLongPdusInADiscoverySession() {
        RawInitiator peer = new RawInitiator(rig);
        peer.loginToDiscover();
        for (int i = 0; i < 20; i++) {
            String name = "iqn.2026-11.io.isere:another-target-with-a-rather-long-name-" + i;
            rig.server().addTarget(new Target(name, "", 1, new ScsiTargetDevice(name)));
        }
        byte[] text = "SendTargets=All\0".getBytes(StandardCharsets.UTF_8);
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES + text.length);
        new TextRequestBhs()
                .wrap(pdu, 0)
                .init()
                .finalBit(true)
                .immediateBit(true)
                .initiatorTaskTag(3)
                .targetTransferTag(Bhs.RESERVED_TAG)
                .dataSegmentLengthBytes(text.length);
        pdu.put(Bhs.LENGTH_BYTES, text);
        peer.sendPdu(bytes(pdu));
        rig.until("the answer is here", () -> peer.received.size() == 1);
        AnyBhs answer = new AnyBhs().wrap(peer.lastPdu(), 0);
        assertThat(answer.dataSegmentLengthBytes()).isGreaterThan(1000);
        assertThat(answer.finalBit()).isTrue();
    }

    @Test
    void shouldSurviveRandomMessages() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            RawInitiator peer = new RawInitiator(rig);
            if (random.nextInt(4) > 0) {
                peer.login();
            }
            for (int i = 0; i < 20 && !peer.ended; i++) {
                byte[] message = new byte[random.nextInt(400)];
                random.nextBytes(message);
                if (message.length > 28 && random.nextInt(8) > 0) {
                    message[0] = (byte) (0x10 | random.nextInt(4) << 2);
                    message[28] = (byte) (random.nextInt(8) | random.nextInt(2) << 6);
                }
                if (message.length > 40 && random.nextBoolean()) {
                    message[32] = 0;
                    message[33] = 0;
                    message[34] = 0;
                    message[35] = (byte) random.nextInt(64);
                }
                peer.send(message);
            }
            peer.close();
            assertThat(rig.uncaught()).as("seed " + seed).isEmpty();
        }
        assertThat(bystander.isOpen()).as("seed " + seed).isTrue();
    }
}
