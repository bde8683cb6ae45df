package io.isere.scsi.device.copy;

import io.isere.scsi.cdb.CopyCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CopyRecord;
import io.isere.scsi.device.CopyRecords;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * RECEIVE COPY RESULTS (LID1) (SPC-4 6.24 to 6.27): how a copy of this nexus is or went, and what the copy manager can
 * do. There is no RECEIVE DATA: no copy holds any. Control path: allocates its answer.
 */
final class ReceiveCopyResults {
    private static final int STATUS_BYTES = 12;
    private static final long COUNT_MAX = 0xFFFF_FFFFL;
    private static final int DETAILS_HEADER_BYTES = 60;
    private static final int NO_DETAILS_BYTES = 4;
    private static final int PARAMETERS_BYTES_MAX = 64;

    private ReceiveCopyResults() {}

    static void copyStatus(Command command) {
        CopyRecords copies = command.itlNexus().copies();
        CopyRecord record = copies.find(CopyCdb.listIdentifier(command.cdb()));
        if (record == null) {
            command.invalidField(CopyCdb.LIST_IDENTIFIER_AT);
            return;
        }
        ByteBuffer answer = ByteBuffer.allocate(STATUS_BYTES);
        answer.putInt(STATUS_BYTES - Integer.BYTES).put((byte) record.state().code());
        answer.putShort((short) record.segmentsProcessed());
        int unit = 0;
        long count = record.transferredBytes();
        for (; count > COUNT_MAX; unit++) {
            count >>>= 10;
        }
        answer.put((byte) unit).putInt((int) count);
        if (record.state() == CopyRecord.State.COMPLETED) {
            copies.forget(record);
        }
        send(command, answer);
    }

    static void failedSegmentDetails(Command command) {
        CopyRecords copies = command.itlNexus().copies();
        CopyRecord record = copies.find(CopyCdb.listIdentifier(command.cdb()));
        ByteBuffer answer = details(record);
        long allocationLengthBytes = CopyCdb.allocationLengthBytes(command.cdb());
        boolean tellsAll = allocationLengthBytes >= answer.capacity() || allocationLengthBytes == 0;
        if (record != null && tellsAll) {
            record.forgetDetails();
        }
        send(command, answer);
    }

    private static ByteBuffer details(@Nullable CopyRecord record) {
        if (record == null || record.sense().length == 0) {
            return ByteBuffer.allocate(NO_DETAILS_BYTES);
        }
        byte[] sense = record.sense();
        ByteBuffer answer = ByteBuffer.allocate(DETAILS_HEADER_BYTES + sense.length);
        answer.putInt(0, answer.capacity() - Integer.BYTES).put(56, (byte) record.status());
        return answer.putShort(58, (short) sense.length).put(DETAILS_HEADER_BYTES, sense);
    }

    static void operatingParameters(Command command) {
        ByteBuffer answer = ByteBuffer.allocate(PARAMETERS_BYTES_MAX);
        answer.putShort(8, (short) CopyLimits.TARGET_DESCRIPTORS_MAX);
        answer.putShort(10, (short) CopyLimits.SEGMENT_DESCRIPTORS_MAX);
        answer.putInt(12, CopyLimits.DESCRIPTOR_LIST_BYTES_MAX);
        answer.putInt(16, CopyLimits.SEGMENT_BYTES_UNLIMITED);
        answer.putShort(34, (short) CopyLimits.CONCURRENT_COPIES_MAX);
        answer.put(36, (byte) CopyLimits.CONCURRENT_COPIES_MAX).put(37, (byte) CopyLimits.SEGMENT_GRANULARITY);
        answer.position(43);
        CopyLimits.putDescriptorTypes(answer);
        answer.limit(answer.position()).putInt(0, answer.limit() - Integer.BYTES);
        send(command, answer);
    }

    private static void send(Command command, ByteBuffer answer) {
        answer.rewind();
        command.sendParameterData(answer, CopyCdb.allocationLengthBytes(command.cdb()));
    }
}
