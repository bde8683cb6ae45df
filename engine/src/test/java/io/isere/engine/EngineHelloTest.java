package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iser.IserHelloHeader;
import io.isere.iser.IserHelloReplyHeader;
import io.isere.iser.IserOpcode;
import io.isere.iser.IserOptions;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The iSER Hello exchange, which an initiator may ask for and a target always answers (RFC 7145 section 5.1.3). */
class EngineHelloTest extends EngineTestBase {
    private static InitiatorSession login(EngineRig rig) {
        rig.addLun(0, new RamBackstore(1 << 20));
        return rig.login();
    }

    @ParameterizedTest
    @EnumSource(names = {"INPROCESS", "IWARP"})
    void shouldExchangeHelloWhereTheInitiatorAsksForIt(EngineRig.Wire wire) {
        EngineRig rig = new EngineRig(
                wire,
                TargetSettings.defaults(),
                IserOptions.defaults(),
                IserOptions.defaults().withHello(true));
        InitiatorSession session = login(rig);
        BlockDevice disk = rig.open(session, 0);
        rig.await(disk.write(0, 8, rig.registered(4096)));
        rig.await(disk.read(0, 8, rig.registered(4096)));
        assertThat(session.parameters().iserHelloRequired()).isTrue();
        assertThat(session.description()).endsWith(", Hello exchanged");
        assertThat(rig.uncaught()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"INPROCESS", "IWARP"})
    void shouldSendNoHelloUnlessAsked(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        InitiatorSession session = login(rig);
        rig.open(session, 0);
        assertThat(session.parameters().iserHelloRequired()).isFalse();
        assertThat(session.description()).doesNotContain("Hello");
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,15,1", "10,10,10", "2,12,10"})
    void shouldAnswerInAVersionBothSpeak(int lowest, int highest, int expected) {
        RawInitiator peer = new RawInitiator(EngineRig.over(EngineRig.Wire.INPROCESS));
        IserHelloReplyHeader reply = hello(peer, lowest, highest);
        assertThat(reply.rejectBit()).isFalse();
        assertThat(reply.currentVersion()).isEqualTo(expected);
        assertThat(reply.outboundReadDepth()).isEqualTo(3);
        peer.received.clear();
        peer.login();
    }

    @ParameterizedTest
    @CsvSource({"2,9", "11,15"})
    void shouldRejectVersionsItDoesNotSpeak(int lowest, int highest) {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        RawInitiator peer = new RawInitiator(rig);
        assertThat(hello(peer, lowest, highest).rejectBit()).isTrue();
        rig.until("the connection is closed", () -> peer.ended);
    }

    private static IserHelloReplyHeader hello(RawInitiator peer, int lowest, int highest) {
        ByteBuffer hello = ByteBuffer.allocate(IserHelloHeader.LENGTH_BYTES);
        new IserHelloHeader()
                .wrap(hello, 0)
                .init()
                .minVersion(lowest)
                .maxVersion(highest)
                .inboundReadDepth(3);
        peer.send(hello.array());
        assertThat(peer.received).hasSize(1);
        IserHelloReplyHeader reply = new IserHelloReplyHeader().wrap(ByteBuffer.wrap(peer.received.get(0)), 0);
        assertThat(reply.opcode()).isEqualTo(IserOpcode.HELLO_REPLY);
        return reply;
    }
}
