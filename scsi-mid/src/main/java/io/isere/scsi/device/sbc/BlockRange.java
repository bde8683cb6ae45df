package io.isere.scsi.device.sbc;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;

/** The checks that commands naming a range of blocks share. Static, allocation free. */
final class BlockRange {
    private BlockRange() {}

    /** Checks a READ or WRITE; false: the command has ended with CHECK CONDITION. */
    static boolean acceptTransfer(Command command, BlockCdb layout) {
        if (!acceptProtect(command, layout) || !acceptRange(command, layout)) {
            return false;
        }
        if (layout.blocks(command.cdb()) > command.unit().maxTransferBlocks()) {
            command.invalidField(layout.blocksAt());
            return false;
        }
        return true;
    }

    /** Checks that no protection information is asked for; false: the command has ended. */
    static boolean acceptProtect(Command command, BlockCdb layout) {
        if (layout.protect(command.cdb()) == 0) {
            return true;
        }
        command.invalidField(layout.flagsAt());
        return false;
    }

    /** Checks that the blocks exist, of an empty range its LBA; false: the command has ended. */
    static boolean acceptRange(Command command, BlockCdb layout) {
        LogicalUnit unit = command.unit();
        long lba = layout.lba(command.cdb());
        long blocks = layout.blocks(command.cdb());
        if (unit.contains(lba, Math.max(1, blocks))) {
            return true;
        }
        command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.LBA_OUT_OF_RANGE);
        return false;
    }
}
