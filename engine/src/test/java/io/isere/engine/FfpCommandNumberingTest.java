package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.AnyResponseBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.NopInBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.scsi.backstore.BackstoreOp;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7143, 4.2.2.1 and 4.2.2.2: command and status numbering, at the target")
class FfpCommandNumberingTest extends FfpTestBase {

    @Test
    void theWindowIsTheQueueDepthAndMovesWithEachCommand() {
        login();
        for (int i = 0; i < 3 * DEPTH; i++) {
            command(0, i, 0, 0);
            AnyResponseBhs response = answer(i);
            assertThat(response.expCmdSn()).isEqualTo(cmdSn);
            assertThat(response.maxCmdSn()).isEqualTo(cmdSn + DEPTH - 1);
        }
    }

    @Test
    void theNumbersWrapAround() {
        cmdSn = 0xffff_fffd;
        login();
        for (int i = 0; i < 8; i++) {
            command(0, i, 0, 0);
            assertThat(answer(i).expCmdSn()).isEqualTo(cmdSn);
        }
        assertThat(cmdSn).isEqualTo(6);
    }

    @Test
    void anImmediateCommandIsExecutedAndNotCounted() {
        login();
        command(0, 1, 0, 0, bhs -> bhs.immediateBit(true));
        assertThat(answer(0, Opcode.SCSI_RESPONSE).getInt(16)).isEqualTo(1);
        assertThat(answer(0).expCmdSn()).isEqualTo(cmdSn);
        command(0, 2, 0, 0);
        assertThat(answer(1).expCmdSn()).isEqualTo(cmdSn);
    }

    /** Below ExpCmdSN, above MaxCmdSN: "silently ignore". */
    @ParameterizedTest
    @ValueSource(ints = {-1, -2, -1000, Integer.MIN_VALUE + 1, DEPTH, DEPTH + 1, 1 << 20})
    void aCommandOutsideTheWindowIsIgnored(int distance) {
        login();
        int wrong = cmdSn + distance;
        command(0, 1, 0, 0, bhs -> bhs.cmdSn(wrong));
        NopInBhs alive = assertAlive();
        assertThat(alive.expCmdSn()).isEqualTo(cmdSn);
        assertThat(peer.received).hasSize(1);
        command(0, 2, 0, 0);
        assertThat(answer(1).opcode()).isEqualTo(Opcode.SCSI_RESPONSE);
    }

    /** At level 0 a number that is missing on the only connection will never come (section 7.1.4.2). */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, DEPTH - 1})
    void aGapEndsTheConnection(int distance) {
        login();
        int wrong = cmdSn + distance;
        command(0, 1, 0, 0, bhs -> bhs.cmdSn(wrong));
        assertDropped();
    }

    @Test
    void theWindowClosesWhenTheQueueIsFullAndOpensAgain() {
        login();
        store.hold();
        for (int i = 0; i < DEPTH; i++) {
            command(READ_10, i, 1, 512);
        }
        rig.until("the store has all", () -> store.submitted(BackstoreOp.READ) == DEPTH);
        NopInBhs closed = assertAlive();
        assertThat(closed.expCmdSn()).isEqualTo(cmdSn);
        assertThat(closed.maxCmdSn()).as("closed").isEqualTo(cmdSn - 1);
        command(READ_10, 77, 1, 512, bhs -> bhs.cmdSn(cmdSn + 1));
        assertThat(assertAlive().expCmdSn()).isEqualTo(cmdSn);
        int before = peer.received.size();
        store.release();
        peer.until("all answers", () -> peer.received.size() >= before + DEPTH);
        assertThat(assertAlive().maxCmdSn()).isEqualTo(cmdSn + DEPTH - 1);
    }

    @Test
    void everyResponseHasTheNextStatSn() {
        login();
        int first = assertAlive().statSn();
        command(0, 1, 0, 0);
        command(READ_10, 2, 1, 512);
        command(READ_10, 3, 100, 51200);
        assertThat(answer(1).statSn()).isEqualTo(first + 1);
        assertThat(answer(2).statSn()).isEqualTo(first + 2);
        peer.until(
                "the last data",
                () -> peer.received.get(peer.received.size() - 1).get(1) < 0);
        assertThat(assertAlive().statSn()).isEqualTo(first + 4);
    }

    /** Section 11.19: a ping and a change of the window use up no StatSN. Section 11.8: neither does an R2T. */
    @Test
    void pingsAndR2tsShowTheNextStatSnAndLeaveItFree() {
        login();
        int first = assertAlive().statSn();
        command(WRITE_10, 1, 1, 512);
        assertThat(answer(1, Opcode.READY_TO_TRANSFER).getInt(24)).isEqualTo(first + 1);
        rig.loop(0).advanceNs(60_000_000_000L);
        NopInBhs ping = new NopInBhs().wrap(answer(2, Opcode.NOP_IN), 0);
        assertThat(ping.initiatorTaskTag()).isEqualTo(Bhs.RESERVED_TAG);
        assertThat(ping.targetTransferTag()).isNotEqualTo(Bhs.RESERVED_TAG);
        assertThat(ping.statSn()).isEqualTo(first + 1);
        nopOut(bhs -> bhs.initiatorTaskTag(Bhs.RESERVED_TAG).targetTransferTag(ping.targetTransferTag()));
        assertThat(assertAlive().statSn()).isEqualTo(first + 1);
    }

    /** Nothing is retransmitted at level 0: whatever an initiator acknowledges costs it nothing. */
    @ParameterizedTest
    @ValueSource(ints = {0, -1, 5, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aWrongExpStatSnIsIgnored(int expStatSn) {
        login();
        command(0, 1, 0, 0, bhs -> bhs.expStatSn(expStatSn));
        assertThat(new ScsiResponseBhs()
                        .wrap(answer(0, Opcode.SCSI_RESPONSE), 0)
                        .status())
                .isZero();
        assertAlive();
    }
}
