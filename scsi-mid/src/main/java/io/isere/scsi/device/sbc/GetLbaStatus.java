package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.cdb.ServiceActionIn16Cdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import java.nio.ByteBuffer;

/**
 * GET LBA STATUS (SBC-3 5.4): extents that are mapped or deallocated, as many as the allocation length has room for.
 * Control path: allocates its answer.
 */
final class GetLbaStatus {
    private static final int HEADER_BYTES = 8;
    private static final int DESCRIPTOR_BYTES = 16;
    private static final int DESCRIPTORS_MAX = 64;
    private static final byte MAPPED = 0;
    private static final byte DEALLOCATED = 1;
    private static final long EXTENT_BLOCKS_MAX = 0xFFFF_FFFFL;

    private GetLbaStatus() {}

    static void execute(Command command) {
        LogicalUnit unit = command.unit();
        ByteBuffer cdb = command.cdb();
        long lba = ServiceActionIn16Cdb.lba(cdb);
        if (!unit.contains(lba, 1)) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.LBA_OUT_OF_RANGE);
            return;
        }
        long allocationLengthBytes = ServiceActionIn16Cdb.allocationLengthBytes(cdb);
        long room = (allocationLengthBytes - HEADER_BYTES) / DESCRIPTOR_BYTES;
        int descriptors = (int) Math.max(1, Math.min(DESCRIPTORS_MAX, room));
        command.sendParameterData(answer(unit, lba, descriptors), allocationLengthBytes);
    }

    private static ByteBuffer answer(LogicalUnit unit, long firstLba, int descriptorsMax) {
        ByteBuffer answer = ByteBuffer.allocate(HEADER_BYTES + descriptorsMax * DESCRIPTOR_BYTES);
        answer.position(HEADER_BYTES);
        Backstore store = unit.backstore();
        long lba = firstLba;
        while (answer.hasRemaining() && lba < unit.blockCount()) {
            long offsetBytes = lba << unit.blockShift();
            long end = Math.min(unit.blockCount(), store.extentEndBytes(offsetBytes) >>> unit.blockShift());
            long blocks = Math.min(EXTENT_BLOCKS_MAX, end - lba);
            byte status = store.isMapped(offsetBytes) ? MAPPED : DEALLOCATED;
            answer.putLong(lba).putInt((int) blocks).put(status).put((byte) 0).putShort((short) 0);
            lba += blocks;
        }
        answer.flip();
        return answer.putInt(0, answer.limit() - Integer.BYTES);
    }
}
