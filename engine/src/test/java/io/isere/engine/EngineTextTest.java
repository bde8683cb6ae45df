package io.isere.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.initiator.InitiatorConnection;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.pdu.TextRequestBhs;
import io.isere.iscsi.pdu.TextResponseBhs;
import io.isere.iscsi.target.Target;
import io.isere.iscsi.text.TargetRecord;
import io.isere.scsi.lun.ScsiTargetDevice;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text negotiation in full feature phase: RFC 7143, sections 6.2, 11.10 and 11.11, and SendTargets, appendix C. */
class EngineTextTest extends EngineTestBase {
    private final EngineRig rig = EngineRig.over(EngineRig.Wire.TCP);
    private final RawTcpInitiator peer = new RawTcpInitiator(rig);
    private final TextRequestBhs request = new TextRequestBhs();
    private int cmdSn = 1;

    @AfterEach
    void nothingIsUncaught() {
        peer.close();
        assertThat(rig.uncaught()).isEmpty();
    }

    private void login() {
        peer.login(DefaultValues.initiator(TransportKind.TCP), false);
    }

    /** Sends a text request, pairs with a space behind each, and returns what comes back. */
    private ByteBuffer ask(String text, Consumer<TextRequestBhs> change) {
        byte[] data = text.replace(' ', '\0').getBytes(UTF_8);
        ByteBuffer header = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
        request.wrap(header, 0)
                .init()
                .finalBit(true)
                .initiatorTaskTag(7)
                .targetTransferTag(Bhs.RESERVED_TAG)
                .cmdSn(cmdSn++)
                .dataSegmentLengthBytes(data.length);
        change.accept(request);
        int before = peer.received.size();
        peer.send(header, data);
        peer.until("an answer", () -> peer.received.size() > before || peer.ended);
        assertThat(peer.ended).isFalse();
        return peer.received.get(before);
    }

    private ByteBuffer ask(String text) {
        return ask(text, bhs -> {});
    }

    private static TextResponseBhs response(ByteBuffer pdu) {
        assertThat(new AnyBhs().wrap(pdu, 0).opcode()).isEqualTo(Opcode.TEXT_RESPONSE);
        TextResponseBhs response = new TextResponseBhs().wrap(pdu, 0);
        assertThat(response.initiatorTaskTag()).isEqualTo(7);
        assertThat(response.finalBit() && response.continueBit()).isFalse();
        assertThat(response.targetTransferTag() == Bhs.RESERVED_TAG).isEqualTo(response.finalBit());
        return response;
    }

    private static String textOf(ByteBuffer pdu) {
        TextResponseBhs response = response(pdu);
        byte[] text = new byte[response.dataSegmentLengthBytes()];
        pdu.get(Bhs.LENGTH_BYTES, text);
        return new String(text, UTF_8).replace('\0', ' ');
    }

    private static void assertRejected(ByteBuffer pdu) {
        assertThat(new AnyBhs().wrap(pdu, 0).opcode()).isEqualTo(Opcode.REJECT);
        assertThat(new RejectBhs().wrap(pdu, 0).reason()).isEqualTo(RejectReason.PROTOCOL_ERROR);
    }

    private void addTargets(int count) {
        for (int number = 0; number < count; number++) {
            String name = "iqn.2026-11.io.isere:another-target-with-a-long-name-" + number;
            rig.server().addTarget(new Target(name, "", 1, new ScsiTargetDevice(name)));
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "iqn.2026-11.io.isere:rig"})
    void aNormalSessionIsToldOfItsOwnTarget(String which) {
        addTargets(3);
        login();
        assertThat(textOf(ask("SendTargets=" + which + " ")))
                .matches("TargetName=iqn\\.2026-11\\.io\\.isere:rig TargetAddress=127\\.0\\.0\\.1:\\d+,1 ");
    }

    @Test
    void aNormalSessionIsNotToldOfOthers() {
        addTargets(1);
        login();
        assertThat(textOf(ask("SendTargets=iqn.2026-11.io.isere:another-target-with-a-long-name-0 ")))
                .isEmpty();
    }

    @Test
    void aDiscoverySessionIsToldOfOneAndOfNone() {
        addTargets(2);
        peer.loginToDiscover();
        assertThat(textOf(ask("SendTargets=iqn.2026-11.io.isere:rig ")))
                .startsWith("TargetName=iqn.2026-11.io.isere:rig ");
        assertThat(textOf(ask("SendTargets=iqn.2026-11.io.isere:none "))).isEmpty();
        assertThat(textOf(ask("SendTargets= "))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void aLongAnswerIsPutTogether(EngineRig.Wire wire) {
        EngineRig large = EngineRig.over(wire);
        for (int number = 0; number < 500; number++) {
            String name = "iqn.2026-11.io.isere:another-target-with-a-long-name-" + number;
            large.server().addTarget(new Target(name, "", 1, new ScsiTargetDevice(name)));
        }
        List<TargetRecord> records = large.await(InitiatorConnection.discover(
                large.context(1),
                InitiatorSettings.of(EngineRig.INITIATOR_NAME, 0x800000000001L),
                large.connector(1),
                large.address()));
        assertThat(records).hasSize(501);
        assertThat(records).allMatch(record -> record.addresses().size() == 1);
    }

    @Test
    void eachPieceOfALongAnswerIsAskedForByItsTag() {
        addTargets(200);
        peer.loginToDiscover();
        ByteBuffer piece = ask("SendTargets=All ");
        StringBuilder text = new StringBuilder(textOf(piece));
        int pieces = 1;
        while (!response(piece).finalBit()) {
            assertThat(response(piece).continueBit()).isTrue();
            int tag = response(piece).targetTransferTag();
            piece = ask("", bhs -> bhs.targetTransferTag(tag));
            text.append(textOf(piece));
            pieces++;
        }
        assertThat(pieces).isGreaterThan(1);
        assertThat(text.toString().split("TargetName=")).hasSize(202);
    }

    @Test
    void aPieceAskedForByAWrongTagIsRejected() {
        addTargets(200);
        peer.loginToDiscover();
        int tag = response(ask("SendTargets=All ")).targetTransferTag();
        assertRejected(ask("", bhs -> bhs.targetTransferTag(tag + 1)));
        assertRejected(ask("", bhs -> bhs.targetTransferTag(tag)));
        assertThat(response(ask("SendTargets=All ")).continueBit()).isTrue();
    }

    @Test
    void aPieceAskedForByAnotherTaskIsRejected() {
        addTargets(200);
        peer.loginToDiscover();
        int tag = response(ask("SendTargets=All ")).targetTransferTag();
        assertRejected(ask("", bhs -> bhs.targetTransferTag(tag).initiatorTaskTag(8)));
    }

    @Test
    void aNewQuestionEndsTheOldAnswer() {
        addTargets(200);
        peer.loginToDiscover();
        int tag = response(ask("SendTargets=All ")).targetTransferTag();
        assertThat(textOf(ask("SendTargets=iqn.2026-11.io.isere:rig "))).contains(":rig ");
        assertRejected(ask("", bhs -> bhs.targetTransferTag(tag)));
    }

    @Test
    void aQuestionInPiecesIsAnsweredWhenItIsComplete() {
        login();
        ByteBuffer first =
                ask("X-io.isere.one=1 X-io.ise", bhs -> bhs.finalBit(false).continueBit(true));
        assertThat(textOf(first)).isEmpty();
        assertThat(response(first).finalBit()).isFalse();
        assertThat(response(first).continueBit()).isFalse();
        int tag = response(first).targetTransferTag();
        ByteBuffer second = ask("re.two=2 ", bhs -> bhs.targetTransferTag(tag));
        assertThat(textOf(second)).isEqualTo("X-io.isere.one=NotUnderstood X-io.isere.two=NotUnderstood ");
        assertThat(response(second).finalBit()).isTrue();
    }

    @Test
    void theInitiatorEndsTheNegotiationWithTheFinalBit() {
        login();
        ByteBuffer first = ask("X-a=1 ", bhs -> bhs.finalBit(false));
        assertThat(response(first).finalBit()).isFalse();
        int tag = response(first).targetTransferTag();
        ByteBuffer second = ask("", bhs -> bhs.targetTransferTag(tag));
        assertThat(response(second).finalBit()).isTrue();
    }

    @Test
    void aLongerDataSegmentLengthHoldsFromItsDeclaration() {
        addTargets(200);
        peer.loginToDiscover();
        assertThat(response(ask("SendTargets=All ")).dataSegmentLengthBytes()).isBetween(7000, 8192);
        assertThat(textOf(ask("MaxRecvDataSegmentLength=512 "))).isEmpty();
        assertThat(response(ask("SendTargets=All ")).dataSegmentLengthBytes()).isBetween(256, 512);
        assertThat(textOf(ask("MaxRecvDataSegmentLength=4096 "))).isEmpty();
        assertThat(response(ask("SendTargets=All ")).dataSegmentLengthBytes()).isBetween(3900, 4096);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MaxConnections=2 ",
                "HeaderDigest=None ",
                "InitialR2T=No ",
                "AuthMethod=None ",
                "SessionType=Normal ",
                "InitiatorName=iqn.x ",
                "TargetPortalGroupTag=1 ",
                "TargetAddress=1.2.3.4 ",
                "MaxRecvDataSegmentLength=0 ",
                "MaxRecvDataSegmentLength=512 MaxRecvDataSegmentLength=512 ",
                "SendTargets=All ",
                "SendTargets=All X-a=1 ",
                "no equals sign ",
                "=value ",
                "without-delimiter=1",
                "InitiatorAlias=Reject "
            })
    void whatHasNoPlaceInFullFeatureIsRejectedAndTheSessionGoesOn(String text) {
        login();
        assertRejected(ask(text));
        assertThat(textOf(ask("InitiatorAlias=other X#unknown=1 "))).isEqualTo("X#unknown=NotUnderstood ");
    }

    @Test
    void aQuestionWithoutEndIsRejected() {
        login();
        String piece = "X-a=" + "b".repeat(6000) + " ";
        int tag = response(ask(piece, bhs -> bhs.finalBit(false).continueBit(true)))
                .targetTransferTag();
        assertRejected(ask(piece, bhs -> bhs.finalBit(false).continueBit(true).targetTransferTag(tag)));
    }
}
