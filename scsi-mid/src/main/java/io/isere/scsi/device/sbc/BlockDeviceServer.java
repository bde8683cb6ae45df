package io.isere.scsi.device.sbc;

import static io.isere.scsi.task.DataDirection.IN;
import static io.isere.scsi.task.DataDirection.NONE;
import static io.isere.scsi.task.DataDirection.OUT;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.ModeSenseCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.ReadCapacity10Cdb;
import io.isere.scsi.cdb.ReportLunsCdb;
import io.isere.scsi.cdb.RequestSenseCdb;
import io.isere.scsi.cdb.ServiceActionIn16Cdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.device.spc.Inquiry;
import io.isere.scsi.device.spc.ModeSense;
import io.isere.scsi.device.spc.ReportLuns;
import io.isere.scsi.device.spc.RequestSense;
import io.isere.scsi.device.spc.VpdPages;

/** The device server of direct access block devices: its table of commands is all there is to it. */
public final class BlockDeviceServer {
    private static final int DIRECT_ACCESS_BLOCK_DEVICE = 0x00;
    private static final BlockModeParameters MODE_PARAMETERS = new BlockModeParameters();

    /** SPC-4 and SBC-3 commands by operation code. */
    public static final OpcodeTable TABLE = table();

    private BlockDeviceServer() {}

    private static OpcodeTable table() {
        OpcodeTable.Builder table = OpcodeTable.builder();
        addPrimary(table);
        addModes(table, Opcode.MODE_SENSE_6, ModeSenseCdb.MODE_SENSE_6);
        addModes(table, Opcode.MODE_SENSE_10, ModeSenseCdb.MODE_SENSE_10);
        addAccess(table, BlockCdb.BLOCK_6, Opcode.READ_6, Opcode.WRITE_6);
        addAccess(table, BlockCdb.BLOCK_10, Opcode.READ_10, Opcode.WRITE_10);
        addAccess(table, BlockCdb.BLOCK_12, Opcode.READ_12, Opcode.WRITE_12);
        addAccess(table, BlockCdb.BLOCK_16, Opcode.READ_16, Opcode.WRITE_16);
        addFlush(table, BlockCdb.BLOCK_10, Opcode.SYNCHRONIZE_CACHE_10);
        addFlush(table, BlockCdb.BLOCK_16, Opcode.SYNCHRONIZE_CACHE_16);
        table.serve(Opcode.READ_CAPACITY_10, ReadCapacity10Cdb.LENGTH_BYTES, IN, ReadCapacity::execute10);
        table.serve(
                Opcode.SERVICE_ACTION_IN_16,
                ServiceActionIn16Cdb.LENGTH_BYTES,
                IN,
                ReadCapacity::executeServiceActionIn);
        return table.build();
    }

    private static void addPrimary(OpcodeTable.Builder table) {
        Inquiry inquiry = new Inquiry(DIRECT_ACCESS_BLOCK_DEVICE, VpdPages.with(BlockVpdPages.PAGES));
        table.serveAlways(Opcode.INQUIRY, InquiryCdb.LENGTH_BYTES, IN, inquiry);
        table.serveAlways(Opcode.REQUEST_SENSE, RequestSenseCdb.LENGTH_BYTES, IN, RequestSense::execute);
        table.serveAlways(Opcode.REPORT_LUNS, ReportLunsCdb.LENGTH_BYTES, IN, ReportLuns::execute);
        table.serve(Opcode.TEST_UNIT_READY, TestUnitReadyCdb.LENGTH_BYTES, NONE, Command::good);
    }

    private static void addModes(OpcodeTable.Builder table, int opcode, ModeSenseCdb layout) {
        table.serve(opcode, layout.lengthBytes(), IN, new ModeSense(layout, MODE_PARAMETERS));
    }

    private static void addAccess(OpcodeTable.Builder table, BlockCdb layout, int read, int write) {
        table.serve(read, layout.lengthBytes(), IN, new Read(layout));
        table.serve(write, layout.lengthBytes(), OUT, new Write(layout));
    }

    private static void addFlush(OpcodeTable.Builder table, BlockCdb layout, int opcode) {
        table.serve(opcode, layout.lengthBytes(), NONE, new SynchronizeCache(layout));
    }
}
