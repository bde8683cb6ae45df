package io.isere.iscsi.pdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BhsTest {

    private final ByteBuffer buffer = ByteBuffer.allocate(512);

    @Test
    void lengthsCountThePadding() {
        ScsiCommandBhs bhs = new ScsiCommandBhs().wrap(buffer, 28).init();
        bhs.totalAhsLengthBytes(12).dataSegmentLengthBytes(5);
        assertThat(bhs.dataSegmentOffset()).isEqualTo(28 + 48 + 12);
        assertThat(bhs.paddedDataSegmentLengthBytes()).isEqualTo(8);
        assertThat(bhs.pduLengthBytes()).isEqualTo(48 + 12 + 8);
    }

    @Test
    void lengthsThatDoNotFitAreABug() {
        AnyBhs bhs = new AnyBhs().wrap(buffer, 0);
        assertThatThrownBy(() -> bhs.totalAhsLengthBytes(6)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bhs.totalAhsLengthBytes(1024)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bhs.dataSegmentLengthBytes(1 << 24)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bhs.dataSegmentLengthBytes(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLongCdbSpillsIntoItsAhsAndTheWalkerFindsBothSegments() {
        ByteBuffer cdb = ByteBuffer.allocate(32);
        for (int index = 0; index < 32; index++) {
            cdb.put(index, (byte) (index + 1));
        }
        ScsiCommandBhs bhs = new ScsiCommandBhs().wrap(buffer, 0).init().cdb(cdb, 0, 32);
        ExtendedCdbAhs extended = new ExtendedCdbAhs().wrap(buffer, 48).init(32).spill(cdb, 0);
        assertThat(extended.segmentLengthBytes()).isEqualTo(20);
        BidirectionalReadAhs read =
                new BidirectionalReadAhs().wrap(buffer, 68).init().expectedReadLengthBytes(4096);
        bhs.totalAhsLengthBytes(28);

        AhsWalker walker = new AhsWalker().wrap(bhs);
        assertThat(walker.next()).isTrue();
        assertThat(walker.type()).isEqualTo(AhsWalker.TYPE_EXTENDED_CDB);
        assertThat(extended.wrap(buffer, walker.offset()).cdbLengthBytes()).isEqualTo(32);
        assertThat(buffer.get(extended.spillOffset())).isEqualTo((byte) 17);
        assertThat(walker.next()).isTrue();
        assertThat(walker.type()).isEqualTo(AhsWalker.TYPE_BIDIRECTIONAL_READ);
        assertThat(read.wrap(buffer, walker.offset()).expectedReadLengthBytes()).isEqualTo(4096);
        assertThat(walker.next()).isFalse();
        assertThat(walker.malformed()).isFalse();
        assertThat(bhs.cdbByte(15)).isEqualTo(16);
    }

    @Test
    void aShortCdbLeavesNothingOfTheOneBefore() {
        ScsiCommandBhs bhs = new ScsiCommandBhs().wrap(buffer, 0).init();
        ByteBuffer ones = ByteBuffer.allocate(16).putLong(0, -1).putLong(8, -1);
        bhs.cdb(ones, 0, 16).cdb(ones, 0, 6);
        assertThat(bhs.cdbByte(5)).isEqualTo(0xff);
        assertThat(bhs.cdbByte(6)).isZero();
        assertThat(bhs.cdbByte(15)).isZero();
    }

    @Test
    void aHeaderCanBeCopiedIntoAReject() {
        NopOutBhs bad = new NopOutBhs().wrap(buffer, 0).init().initiatorTaskTag(7);
        RejectBhs reject = new RejectBhs().wrap(buffer, 100).init();
        reject.reasonCode(RejectReason.PROTOCOL_ERROR.code()).dataSegmentLengthBytes(Bhs.LENGTH_BYTES);
        bad.copyTo(buffer, reject.dataSegmentOffset());
        assertThat(reject.reason()).isEqualTo(RejectReason.PROTOCOL_ERROR);
        assertThat(reject.initiatorTaskTag()).isEqualTo(Bhs.RESERVED_TAG);
        assertThat(new AnyBhs().wrap(buffer, 148).initiatorTaskTag()).isEqualTo(7);
    }

    @Test
    void codesThatNobodyAssignedReadAsUnassigned() {
        assertThat(new TaskManagementRequestBhs()
                        .wrap(buffer, 0)
                        .init()
                        .functionCode(77)
                        .function())
                .isEqualTo(TaskManagementFunction.UNASSIGNED);
        assertThat(new TaskManagementResponseBhs()
                        .wrap(buffer, 0)
                        .init()
                        .responseCode(255)
                        .response())
                .isEqualTo(TaskManagementResponse.FUNCTION_REJECTED);
        assertThat(new LogoutRequestBhs().wrap(buffer, 0).init().reasonCode(2).reason())
                .isEqualTo(LogoutReason.REMOVE_CONNECTION_FOR_RECOVERY);
        assertThat(new LogoutResponseBhs()
                        .wrap(buffer, 0)
                        .init()
                        .responseCode(9)
                        .response())
                .isEqualTo(LogoutResponseCode.UNASSIGNED);
        assertThat(new ScsiResponseBhs().wrap(buffer, 0).init().responseCode(1).response())
                .isEqualTo(ScsiResponseCode.TARGET_FAILURE);
        assertThat(new AsyncMessageBhs().wrap(buffer, 0).init().eventCode(1).event())
                .isEqualTo(AsyncEvent.LOGOUT_REQUEST);
    }
}
