package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataInBhs;
import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ReadyToTransferBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.scsi.task.ScsiStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 7143, 11.4.5 and 11.7.4: residuals, of reads and writes, at the target")
class FfpResidualTest extends FfpTestBase {

    /** The last PDU of the command: a Data-In with status, or a SCSI Response; both have the fields at the same place. */
    private ScsiResponseBhs last(int blocks) {
        peer.until("the status", () -> (!peer.received.isEmpty() && hasStatus()) || peer.ended);
        assertThat(peer.ended).as("after %d blocks", blocks).isFalse();
        return new ScsiResponseBhs().wrap(peer.received.get(peer.received.size() - 1), 0);
    }

    private boolean hasStatus() {
        DataInBhs bhs = new DataInBhs().wrap(peer.received.get(peer.received.size() - 1), 0);
        return bhs.opcode() == Opcode.SCSI_RESPONSE || (bhs.opcode() == Opcode.DATA_IN && bhs.statusBit());
    }

    private int dataBytes() {
        return peer.received.stream()
                .filter(pdu -> new DataInBhs().wrap(pdu, 0).opcode() == Opcode.DATA_IN)
                .mapToInt(pdu -> new DataInBhs().wrap(pdu, 0).dataSegmentLengthBytes())
                .sum();
    }

    /** Blocks in the CDB, bytes the initiator expects, U, O, residual. */
    @ParameterizedTest
    @CsvSource({
        "1, 512, false, false, 0",
        "1, 1024, true, false, 512",
        "1, 513, true, false, 1",
        "7, 4096, true, false, 512",
        "0, 512, true, false, 512",
        "2, 512, false, true, 512",
        "2, 1023, false, true, 1",
        "100, 512, false, true, 50688",
        "1, 0, false, true, 512",
    })
    void aReadReportsWhatDidNotFit(int blocks, int expectedBytes, boolean under, boolean over, int residualBytes) {
        login();
        command(READ_10, 1, blocks, expectedBytes);
        ScsiResponseBhs response = last(blocks);
        assertThat(response.status()).isZero();
        assertThat(response.underflowBit()).isEqualTo(under);
        assertThat(response.overflowBit()).isEqualTo(over);
        assertThat(response.residualCountBytes()).isEqualTo(residualBytes);
        assertThat(dataBytes()).isEqualTo(Math.min(blocks * 512, expectedBytes));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 512, false, false, 0",
        "1, 1024, true, false, 512",
        "0, 512, true, false, 512",
    })
    void aWriteReportsWhatItDidNotTake(int blocks, int expectedBytes, boolean under, boolean over, int residualBytes) {
        login();
        command(WRITE_10, 1, blocks, expectedBytes);
        answerR2ts();
        ScsiResponseBhs response = last(blocks);
        assertThat(response.status()).isZero();
        assertThat(response.underflowBit()).isEqualTo(under);
        assertThat(response.overflowBit()).isEqualTo(over);
        assertThat(response.residualCountBytes()).isEqualTo(residualBytes);
    }

    /** Not all of the block can come: nothing of it may be written, and the initiator is told how much was missing. */
    @Test
    void aWriteOfMoreThanTheInitiatorHasReportsAnOverflow() {
        login();
        command(WRITE_10, 1, 2, 512);
        answerR2ts();
        ScsiResponseBhs response = last(2);
        assertThat(response.underflowBit()).isFalse();
        assertThat(response.overflowBit()).isTrue();
        assertThat(response.residualCountBytes()).isEqualTo(512);
    }

    private void answerR2ts() {
        for (int index = 0; ; index++) {
            int at = index;
            peer.until("an R2T or the status", () -> peer.received.size() > at || peer.ended);
            ReadyToTransferBhs asked = new ReadyToTransferBhs().wrap(peer.received.get(at), 0);
            if (asked.opcode() != Opcode.READY_TO_TRANSFER) {
                return;
            }
            int bytes = (int) asked.desiredDataTransferLengthBytes();
            new DataOutBhs()
                    .wrap(header, 0)
                    .init()
                    .finalBit(true)
                    .initiatorTaskTag(asked.initiatorTaskTag())
                    .targetTransferTag(asked.targetTransferTag())
                    .bufferOffsetBytes(asked.bufferOffsetBytes())
                    .dataSegmentLengthBytes(bytes);
            peer.send(header, new byte[bytes]);
        }
    }

    /** A command that fails moves nothing, and says so. */
    @Test
    void aCommandThatFailsHasMovedNothing() {
        login();
        command(READ_10, 1, 1, 512, bhs -> header.putInt(32 + 2, 0x7fff_ffff));
        ScsiResponseBhs response = last(1);
        assertThat(response.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(response.underflowBit()).isTrue();
        assertThat(response.residualCountBytes()).isEqualTo(512);
        assertThat(response.dataSegmentLengthBytes()).isGreaterThan(2);
        assertThat(response.initiatorTaskTag()).isNotEqualTo(Bhs.RESERVED_TAG);
    }
}
