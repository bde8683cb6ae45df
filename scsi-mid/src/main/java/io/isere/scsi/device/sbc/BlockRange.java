package io.isere.scsi.device.sbc;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Cdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;

/** The checks that commands naming a range of blocks share. Static, allocation free. */
final class BlockRange {
    private static final int PROTECT_MAX = 5;
    /** Commands of six bytes have operation codes below this one, and no protection field. */
    private static final int TEN_BYTES_FROM = 0x20;

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

    /** RDPROTECT, WRPROTECT or VRPROTECT of a command that may have it. */
    static int protect(Command command) {
        boolean six = Cdb.opcode(command.cdb()) < TEN_BYTES_FROM;
        return six ? 0 : BlockCdb.BLOCK_16.protect(command.cdb());
    }

    /** Checks that protection information is not asked for where there is none; false: the command has ended. */
    static boolean acceptProtect(Command command, BlockCdb layout) {
        int protect = layout.protect(command.cdb());
        if (protect == 0 || (command.unit().protection() != null && protect <= PROTECT_MAX)) {
            return true;
        }
        command.invalidField(layout.flagsAt());
        return false;
    }

    /** Checks that the unit takes writes; false: the command has ended. */
    static boolean acceptWrite(Command command) {
        if (command.unit().readOnly()) {
            command.checkCondition(SenseKey.DATA_PROTECT, SenseCode.WRITE_PROTECTED);
            return false;
        }
        if (command.unit().mode().softwareWriteProtect()) {
            command.checkCondition(SenseKey.DATA_PROTECT, SenseCode.SOFTWARE_WRITE_PROTECTED);
            return false;
        }
        return true;
    }

    /** Checks that the blocks exist, of an empty range its LBA; false: the command has ended. */
    static boolean acceptRange(Command command, BlockCdb layout) {
        return acceptRange(command, layout.lba(command.cdb()), layout.blocks(command.cdb()));
    }

    /** Likewise for a range that is not in the layout's fields. */
    static boolean acceptRange(Command command, long lba, long blocks) {
        LogicalUnit unit = command.unit();
        if (unit.contains(lba, Math.max(1, blocks))) {
            return true;
        }
        command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.LBA_OUT_OF_RANGE);
        return false;
    }
}
