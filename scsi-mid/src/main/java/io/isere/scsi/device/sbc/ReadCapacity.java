package io.isere.scsi.device.sbc;

import io.isere.scsi.cdb.ReadCapacity10Cdb;
import io.isere.scsi.cdb.ServiceActionIn16Cdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.Protection;
import java.nio.ByteBuffer;

/** READ CAPACITY (10) and (16) (SBC-3 5.15, 5.16). Control path: allocates its answer. */
final class ReadCapacity {
    private static final int ANSWER_10_BYTES = 8;
    private static final long LAST_LBA_10_MAX = 0xFFFF_FFFFL;
    private static final int ANSWER_16_BYTES = 32;
    private static final int PHYSICAL_BLOCK_EXPONENT = 13;
    private static final int PROTECTION = 12;
    private static final int P_TYPE_SHIFT = 1;
    private static final int PROT_EN = 0x01;
    private static final int PROVISIONING = 14;
    /** LBPME and LBPRZ: blocks may be unmapped, and then read as zeros. */
    private static final int THIN_READS_ZEROS = 0xC0;

    private ReadCapacity() {}

    static void execute10(Command command) {
        ByteBuffer cdb = command.cdb();
        if (ReadCapacity10Cdb.lba(cdb) != 0 || ReadCapacity10Cdb.pmi(cdb)) {
            command.invalidField(ReadCapacity10Cdb.LBA_AT);
            return;
        }
        LogicalUnit unit = command.unit();
        ByteBuffer answer = ByteBuffer.allocate(ANSWER_10_BYTES);
        answer.putInt(0, (int) Math.min(unit.blockCount() - 1, LAST_LBA_10_MAX));
        answer.putInt(4, unit.blockBytes());
        command.sendParameterData(answer, ANSWER_10_BYTES);
    }

    static void execute16(Command command) {
        ByteBuffer cdb = command.cdb();
        LogicalUnit unit = command.unit();
        ByteBuffer answer = ByteBuffer.allocate(ANSWER_16_BYTES);
        answer.putLong(0, unit.blockCount() - 1);
        answer.putInt(8, unit.blockBytes());
        answer.put(PHYSICAL_BLOCK_EXPONENT, (byte) unit.physicalBlockExponent());
        Protection protection = unit.protection();
        if (protection != null) {
            answer.put(PROTECTION, (byte) ((protection.type().code() << P_TYPE_SHIFT) | PROT_EN));
        }
        answer.put(PROVISIONING, (byte) (unit.backstore().thin() ? THIN_READS_ZEROS : 0));
        command.sendParameterData(answer, ServiceActionIn16Cdb.allocationLengthBytes(cdb));
    }
}
