package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ReadyToTransferBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7143, 4.2.5, 11.7 and 11.8: write data asked for and unasked, at the target")
class FfpDataOutTest extends FfpTestBase {

    private LocalValues unsolicited(boolean initialR2t, boolean immediate) {
        return values().with(NegotiationKey.INITIAL_R2T, initialR2t).with(NegotiationKey.IMMEDIATE_DATA, immediate);
    }

    private void dataOut(int tag, int transferTag, int dataSn, int offset, int bytes, boolean last) {
        new DataOutBhs()
                .wrap(header, 0)
                .init()
                .finalBit(last)
                .initiatorTaskTag(tag)
                .targetTransferTag(transferTag)
                .dataSn(dataSn)
                .bufferOffsetBytes(offset)
                .dataSegmentLengthBytes(bytes);
        peer.send(header, new byte[bytes]);
    }

    private ReadyToTransferBhs r2t(int index) {
        return new ReadyToTransferBhs().wrap(answer(index, Opcode.READY_TO_TRANSFER), 0);
    }

    private ScsiResponseBhs response(int index) {
        return new ScsiResponseBhs().wrap(answer(index, Opcode.SCSI_RESPONSE), 0);
    }

    /** MaxOutstandingR2T: never more at a time; each as long as MaxBurstLength, numbered from 0, without gaps. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void r2tsAreNumberedAndNeverMoreOutstandingThanAgreed(int outstanding) {
        login(values().with(NegotiationKey.MAX_OUTSTANDING_R2T, outstanding));
        int bursts = 10;
        command(WRITE_10, 1, bursts * BURST_BYTES / 512, bursts * BURST_BYTES);
        for (int burst = 0; burst < bursts; burst++) {
            ReadyToTransferBhs asked = r2t(burst);
            assertThat(asked.r2tSn()).isEqualTo(burst);
            assertThat(asked.bufferOffsetBytes()).isEqualTo((long) burst * BURST_BYTES);
            assertThat(asked.desiredDataTransferLengthBytes()).isEqualTo(BURST_BYTES);
            assertThat(asked.initiatorTaskTag()).isEqualTo(1);
            assertThat(asked.targetTransferTag()).isNotEqualTo(Bhs.RESERVED_TAG);
            rig.settle();
            peer.poll();
            assertThat(peer.received.size() - burst).as("outstanding R2Ts").isBetween(1, outstanding);
            dataOut(1, asked.targetTransferTag(), 0, burst * BURST_BYTES, BURST_BYTES, true);
        }
        assertThat(response(bursts).status()).isZero();
    }

    @Test
    void aBurstMayComeInPdusOfAnyLength() {
        login();
        command(WRITE_10, 1, 4, 2048);
        int tag = r2t(0).targetTransferTag();
        int[] lengths = {1, 511, 0, 3, 1533};
        int offset = 0;
        for (int i = 0; i < lengths.length; i++) {
            dataOut(1, tag, i, offset, lengths[i], i == lengths.length - 1);
            offset += lengths[i];
        }
        assertThat(response(1).status()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, true"})
    void immediateDataIsPartOfTheFirstBurstAndTheRestIsAskedFor(boolean initialR2t, boolean immediate) {
        login(unsolicited(initialR2t, immediate));
        command(WRITE_10, 1, 4, 2048, bhs -> {}, new byte[512]);
        ReadyToTransferBhs asked = r2t(0);
        assertThat(asked.bufferOffsetBytes()).isEqualTo(512);
        assertThat(asked.desiredDataTransferLengthBytes()).isEqualTo(1536);
        dataOut(1, asked.targetTransferTag(), 0, 512, 1536, true);
        assertThat(response(1).status()).isZero();
    }

    @Test
    void allDataMayBeImmediate() {
        login();
        command(WRITE_10, 1, 4, 2048, bhs -> {}, new byte[2048]);
        assertThat(response(0).status()).isZero();
    }

    @Test
    void unsolicitedDataFollowsImmediateDataUpToTheFirstBurst() {
        login(unsolicited(false, true));
        command(WRITE_10, 1, 5, 2560, bhs -> bhs.finalBit(false), new byte[512]);
        dataOut(1, Bhs.RESERVED_TAG, 0, 512, 1024, false);
        dataOut(1, Bhs.RESERVED_TAG, 1, 1536, 512, true);
        ReadyToTransferBhs rest = r2t(0);
        assertThat(rest.bufferOffsetBytes()).isEqualTo(BURST_BYTES);
        assertThat(rest.desiredDataTransferLengthBytes()).isEqualTo(512);
        dataOut(1, rest.targetTransferTag(), 0, 2048, 512, true);
        assertThat(response(1).status()).isZero();
    }

    /** The F bit ends an unsolicited sequence before the first burst is full; the rest is asked for. */
    @Test
    void unsolicitedDataMayBeLessThanTheFirstBurst() {
        login(unsolicited(false, true));
        command(WRITE_10, 1, 4, 2048, bhs -> bhs.finalBit(false));
        dataOut(1, Bhs.RESERVED_TAG, 0, 0, 512, true);
        ReadyToTransferBhs rest = r2t(0);
        assertThat(rest.bufferOffsetBytes()).isEqualTo(512);
        dataOut(1, rest.targetTransferTag(), 0, 512, 1536, true);
        assertThat(response(1).status()).isZero();
    }

    /** Immediate data, the F bit, what was agreed: ImmediateData, InitialR2T, FirstBurstLength, the length expected. */
    @Test
    void immediateDataThatWasNotAgreedEndsTheConnection() {
        login(unsolicited(true, false));
        command(WRITE_10, 1, 4, 2048, bhs -> {}, new byte[512]);
        assertDropped();
    }

    @Test
    void immediateDataOfAReadEndsTheConnection() {
        login();
        command(READ_10, 1, 1, 512, bhs -> {}, new byte[512]);
        assertDropped();
    }

    @Test
    void moreImmediateDataThanTheFirstBurstEndsTheConnection() {
        login();
        command(WRITE_10, 1, 8, 4096, bhs -> {}, new byte[BURST_BYTES + 4]);
        assertDropped();
    }

    @Test
    void moreImmediateDataThanTheCommandTransfersEndsTheConnection() {
        login();
        command(WRITE_10, 1, 1, 512, bhs -> {}, new byte[516]);
        assertDropped();
    }

    @Test
    void announcingUnsolicitedDataWithInitialR2tEndsTheConnection() {
        login();
        command(WRITE_10, 1, 4, 2048, bhs -> bhs.finalBit(false));
        assertDropped();
    }

    @Test
    void moreUnsolicitedDataThanTheFirstBurstEndsTheConnection() {
        login(unsolicited(false, true));
        command(WRITE_10, 1, 8, 4096, bhs -> bhs.finalBit(false));
        dataOut(1, Bhs.RESERVED_TAG, 0, 0, BURST_BYTES + 512, true);
        assertDropped();
    }

    /** The task may have ended a moment ago. */
    @Test
    void unsolicitedDataOfATaskThatIsNotThereIsThrownAway() {
        login(unsolicited(false, true));
        dataOut(0x4242, Bhs.RESERVED_TAG, 0, 0, 512, true);
        assertAlive();
        assertThat(peer.received).hasSize(1);
    }
}
