package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.NopInBhs;
import io.isere.iscsi.pdu.Opcode;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7143, 11.18 and 11.19: NOP-Out and NOP-In, at the target")
class FfpNopTest extends FfpTestBase {

    private NopInBhs nopIn(int index) {
        return new NopInBhs().wrap(answer(index, Opcode.NOP_IN), 0);
    }

    @Test
    void aPingWithoutDataIsAnsweredWithoutData() {
        login();
        nopOut(bhs -> bhs.lun(0x0001_0000_0000_0000L));
        NopInBhs answer = nopIn(0);
        assertThat(answer.initiatorTaskTag()).isEqualTo(0x50);
        assertThat(answer.targetTransferTag()).isEqualTo(Bhs.RESERVED_TAG);
        assertThat(answer.dataSegmentLengthBytes()).isZero();
        assertThat(answer.finalBit()).isTrue();
    }

    /** "the initiator-provided Ping Data, or as much of it as MaxRecvDataSegmentLength of the initiator allows". */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 511, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 65_536})
    void pingDataComesBackAsFarAsTheInitiatorTakesIt(int bytes) {
        login();
        byte[] data = new byte[bytes];
        new Random(bytes).nextBytes(data);
        nopOut(bhs -> {}, data);
        NopInBhs answer = nopIn(0);
        assertThat(answer.dataSegmentLengthBytes()).isEqualTo(Math.min(bytes, SEGMENT_BYTES));
        for (int i = 0; i < answer.dataSegmentLengthBytes(); i++) {
            assertThat(answer.buffer().get(answer.dataSegmentOffset() + i)).isEqualTo(data[i]);
        }
    }

    /** Without the I bit a NOP-Out is a command in order. */
    @Test
    void aPingThatIsNotImmediateIsCounted() {
        login();
        nopOut(bhs -> bhs.immediateBit(false));
        assertThat(nopIn(0).expCmdSn()).isEqualTo(cmdSn + 1);
        nopOut(bhs -> bhs.immediateBit(false));
        assertThat(assertAlive().expCmdSn())
                .as("the same CmdSN again is ignored")
                .isEqualTo(cmdSn + 1);
        assertThat(peer.received).hasSize(2);
    }

    /** "Initiator Task Tag 0xffffffff: no ping response is expected". */
    @Test
    void aNopOutWithoutATaskTagIsNotAnswered() {
        login();
        nopOut(bhs -> bhs.initiatorTaskTag(Bhs.RESERVED_TAG));
        nopOut(bhs -> bhs.initiatorTaskTag(Bhs.RESERVED_TAG).targetTransferTag(0x1234));
        assertAlive();
        assertThat(peer.received).hasSize(1);
    }

    @Test
    void manyPingsAreAllAnsweredInOrder() {
        login();
        for (int i = 0; i < 50; i++) {
            int tag = i;
            nopOut(bhs -> bhs.initiatorTaskTag(tag));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(nopIn(i).initiatorTaskTag()).isEqualTo(i);
        }
    }

    @Test
    void anInitiatorThatLeavesAPingUnansweredIsDropped() {
        login();
        rig.loop(0).advanceNs(31_000_000_000L);
        assertThat(nopIn(0).initiatorTaskTag()).isEqualTo(Bhs.RESERVED_TAG);
        // The bystander answers its ping.
        rig.await(rig.open(bystander, 0).read(0, 8, rig.registered(4096)));
        rig.loop(0).advanceNs(29_000_000_000L);
        rig.await(rig.open(bystander, 0).read(0, 8, rig.registered(4096)));
        rig.loop(0).advanceNs(2_000_000_000L);
        assertDropped();
    }

    /** Section 11: "Reserved fields ... receivers MUST ignore them"; here all that a NOP-Out has. */
    @Test
    void reservedFieldsAreIgnored() {
        login();
        nopOut(bhs -> {
            bhs.buffer().put(1, (byte) 0xff).put(2, (byte) 0xff).put(3, (byte) 0xff);
            for (int i = 32; i < 48; i++) {
                bhs.buffer().put(i, (byte) 0xff);
            }
        });
        assertThat(nopIn(0).initiatorTaskTag()).isEqualTo(0x50);
    }
}
