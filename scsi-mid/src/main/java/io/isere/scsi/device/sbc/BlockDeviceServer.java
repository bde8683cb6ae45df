package io.isere.scsi.device.sbc;

import static io.isere.scsi.cdb.BlockCdb.BLOCK_10;
import static io.isere.scsi.cdb.BlockCdb.BLOCK_12;
import static io.isere.scsi.cdb.BlockCdb.BLOCK_16;
import static io.isere.scsi.cdb.BlockCdb.BLOCK_6;
import static io.isere.scsi.device.CommandClass.ALWAYS;
import static io.isere.scsi.device.CommandClass.CAPACITY;
import static io.isere.scsi.device.CommandClass.CONTROL;
import static io.isere.scsi.device.CommandClass.FREE;
import static io.isere.scsi.device.CommandClass.INFORM;
import static io.isere.scsi.device.CommandClass.READ;
import static io.isere.scsi.device.CommandClass.READY;
import static io.isere.scsi.device.CommandClass.TELL;
import static io.isere.scsi.device.CommandClass.WRITE;
import static io.isere.scsi.task.DataDirection.IN;
import static io.isere.scsi.task.DataDirection.NONE;
import static io.isere.scsi.task.DataDirection.OUT;

import io.isere.scsi.cdb.ModeSelectCdb;
import io.isere.scsi.cdb.ModeSenseCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.ReadDefectDataCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.device.copy.CopyCommands;
import io.isere.scsi.device.spc.Inquiry;
import io.isere.scsi.device.spc.LogSense;
import io.isere.scsi.device.spc.ModeSelect;
import io.isere.scsi.device.spc.ModeSense;
import io.isere.scsi.device.spc.ReportLuns;
import io.isere.scsi.device.spc.ReportSupportedOperationCodes;
import io.isere.scsi.device.spc.ReportSupportedTaskManagementFunctions;
import io.isere.scsi.device.spc.ReportTargetPortGroups;
import io.isere.scsi.device.spc.RequestSense;
import io.isere.scsi.device.spc.ReservationCommands;
import io.isere.scsi.device.spc.VpdPages;
import java.util.stream.IntStream;

/** The device server of direct access block devices: its table of commands is all there is to it. */
public final class BlockDeviceServer {
    private static final int DIRECT_ACCESS_BLOCK_DEVICE = 0x00;
    private static final BlockModeParameters MODE_PARAMETERS = new BlockModeParameters();
    private static final ReadDefectData DEFECTS_10 = new ReadDefectData(ReadDefectDataCdb.READ_DEFECT_DATA_10);
    private static final ReadDefectData DEFECTS_12 = new ReadDefectData(ReadDefectDataCdb.READ_DEFECT_DATA_12);

    /** CDB usage of READ and WRITE: protection field, DPO, FUA, LBA, length. */
    private static final String FLAGS_LBA_LENGTH_10 = "F8 FF FF FF FF 00 FF FF 00";

    private static final String FLAGS_LBA_LENGTH_12 = "F8 FF FF FF FF FF FF FF FF 00 00";
    private static final String FLAGS_LBA_LENGTH_16 = "F8 FF FF FF FF FF FF FF FF FF FF FF FF 00 00";
    /** CDB usage of VERIFY and WRITE AND VERIFY: protection field, DPO, BYTCHK, LBA, length. */
    private static final String BYTCHK_LBA_LENGTH_10 = "F6 FF FF FF FF 00 FF FF 00";

    private static final String BYTCHK_LBA_LENGTH_12 = "F6 FF FF FF FF FF FF FF FF 00 00";
    private static final String BYTCHK_LBA_LENGTH_16 = "F6 FF FF FF FF FF FF FF FF FF FF FF FF 00 00";

    private static final int THIN = 1;
    private static final int ATOMIC = 2;
    private static final int PROTECTED = 4;
    private static final int ENCRYPTED = 8;

    /**
     * SPC-4 and SBC-3 commands by operation code, of each kind of unit: a sum of {@link #THIN}, {@link #ATOMIC},
     * {@link #PROTECTED} and {@link #ENCRYPTED}.
     */
    private static final OpcodeTable[] TABLES =
            IntStream.range(0, 2 * ENCRYPTED).mapToObj(BlockDeviceServer::build).toArray(OpcodeTable[]::new);

    private BlockDeviceServer() {}

    /** The commands of {@code unit}. */
    public static OpcodeTable table(LogicalUnit unit) {
        int atomic = unit.maxAtomicBlocks() > 0 ? ATOMIC : 0;
        int isProtected = unit.protection() != null ? PROTECTED : 0;
        int encrypted = unit.backstore().encrypts() ? ENCRYPTED : 0;
        return TABLES[(unit.backstore().thin() ? THIN : 0) + atomic + isProtected + encrypted];
    }

    private static OpcodeTable build(int kind) {
        OpcodeTable.Builder table = OpcodeTable.builder();
        addPrimary(table);
        addMaintenance(table);
        ReservationCommands.addTo(table);
        addReads(table);
        addWrites(table);
        addVerifications(table);
        addCompounds(table);
        addMediumAndCache(table);
        Sanitize.addTo(table);
        CopyCommands.addTo(table, BlockDeviceServer::table);
        if ((kind & THIN) != 0) {
            Sanitize.addThinTo(table);
            table.serve(Opcode.UNMAP, "00 00 00 00 00 00 FF FF 00", OUT, WRITE, new Unmap());
        }
        if ((kind & ENCRYPTED) != 0) {
            Sanitize.addEncryptedTo(table);
        }
        if ((kind & PROTECTED) == 0) {
            table.serve(
                    Opcode.OR_WRITE_16,
                    FLAGS_LBA_LENGTH_16,
                    OUT,
                    WRITE,
                    new ExclusiveWrite(ExclusiveWrite.Kind.OR_WRITE));
        }
        if ((kind & ATOMIC) != 0) {
            table.serve(
                    Opcode.WRITE_ATOMIC_16,
                    "F8 FF FF FF FF FF FF FF FF FF FF FF FF 00 00",
                    OUT,
                    WRITE,
                    new ExclusiveWrite(ExclusiveWrite.Kind.WRITE_ATOMIC));
        }
        return table.build();
    }

    private static void addPrimary(OpcodeTable.Builder table) {
        Inquiry inquiry = new Inquiry(DIRECT_ACCESS_BLOCK_DEVICE, VpdPages.with(BlockVpdPages.PAGES));
        ModeSense modeSense6 = new ModeSense(ModeSenseCdb.MODE_SENSE_6, MODE_PARAMETERS);
        ModeSense modeSense10 = new ModeSense(ModeSenseCdb.MODE_SENSE_10, MODE_PARAMETERS);
        table.serve(Opcode.INQUIRY, "01 FF FF FF 00", IN, ALWAYS, inquiry)
                .serve(Opcode.REQUEST_SENSE, "01 00 00 FF 00", IN, ALWAYS, RequestSense::execute)
                .serve(Opcode.REPORT_LUNS, "00 FF 00 00 00 FF FF FF FF 00 00", IN, ALWAYS, ReportLuns::execute)
                .serve(Opcode.TEST_UNIT_READY, "00 00 00 00 00", NONE, READY, Command::good)
                .serve(Opcode.MODE_SENSE_6, "08 FF FF FF 00", IN, TELL, modeSense6)
                .serve(Opcode.MODE_SENSE_10, "18 FF FF 00 00 00 FF FF 00", IN, TELL, modeSense10)
                .serve(
                        Opcode.MODE_SELECT_6,
                        "11 00 00 FF 00",
                        OUT,
                        CONTROL,
                        new ModeSelect(ModeSelectCdb.MODE_SELECT_6, MODE_PARAMETERS))
                .serve(
                        Opcode.MODE_SELECT_10,
                        "11 00 00 00 00 00 FF FF 00",
                        OUT,
                        CONTROL,
                        new ModeSelect(ModeSelectCdb.MODE_SELECT_10, MODE_PARAMETERS))
                .serve(Opcode.LOG_SENSE, "01 FF FF 00 FF FF FF FF 00", IN, FREE, LogSense::execute);
    }

    private static void addMaintenance(OpcodeTable.Builder table) {
        table.serve(
                        Opcode.MAINTENANCE_IN,
                        Opcode.MI_REPORT_TARGET_PORT_GROUPS,
                        "E0 00 00 00 00 FF FF FF FF 00 00",
                        IN,
                        INFORM,
                        ReportTargetPortGroups::execute)
                .serve(
                        Opcode.MAINTENANCE_IN,
                        Opcode.MI_REPORT_SUPPORTED_OPERATION_CODES,
                        "00 87 FF FF FF FF FF FF FF 00 00",
                        IN,
                        TELL,
                        command -> ReportSupportedOperationCodes.execute(command, table(command.unit())))
                .serve(
                        Opcode.MAINTENANCE_IN,
                        Opcode.MI_REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS,
                        "00 80 00 00 00 FF FF FF FF 00 00",
                        IN,
                        TELL,
                        ReportSupportedTaskManagementFunctions::execute);
    }

    private static void addReads(OpcodeTable.Builder table) {
        table.serve(Opcode.READ_6, "1F FF FF FF 00", IN, READ, new Read(BLOCK_6))
                .serve(Opcode.READ_10, FLAGS_LBA_LENGTH_10, IN, READ, new Read(BLOCK_10))
                .serve(Opcode.READ_12, FLAGS_LBA_LENGTH_12, IN, READ, new Read(BLOCK_12))
                .serve(Opcode.READ_16, FLAGS_LBA_LENGTH_16, IN, READ, new Read(BLOCK_16))
                .serve(Opcode.READ_CAPACITY_10, "00 FF FF FF FF 00 00 01 00", IN, CAPACITY, ReadCapacity::execute10)
                .serve(
                        Opcode.SERVICE_ACTION_IN_16,
                        Opcode.SAI_READ_CAPACITY_16,
                        "00 00 00 00 00 00 00 00 00 FF FF FF FF 00 00",
                        IN,
                        CAPACITY,
                        ReadCapacity::execute16)
                .serve(
                        Opcode.SERVICE_ACTION_IN_16,
                        Opcode.SAI_GET_LBA_STATUS,
                        "00 FF FF FF FF FF FF FF FF FF FF FF FF 00 00",
                        IN,
                        READ,
                        GetLbaStatus::execute)
                .serve(Opcode.READ_DEFECT_DATA_10, "00 1F 00 00 00 00 FF FF 00", IN, READ, DEFECTS_10)
                .serve(Opcode.READ_DEFECT_DATA_12, "1F 00 00 00 00 FF FF FF FF 00 00", IN, READ, DEFECTS_12);
    }

    private static void addWrites(OpcodeTable.Builder table) {
        table.serve(Opcode.WRITE_6, "1F FF FF FF 00", OUT, WRITE, new Write(BLOCK_6))
                .serve(Opcode.WRITE_10, FLAGS_LBA_LENGTH_10, OUT, WRITE, new Write(BLOCK_10))
                .serve(Opcode.WRITE_12, FLAGS_LBA_LENGTH_12, OUT, WRITE, new Write(BLOCK_12))
                .serve(Opcode.WRITE_16, FLAGS_LBA_LENGTH_16, OUT, WRITE, new Write(BLOCK_16))
                .serve(Opcode.WRITE_AND_VERIFY_10, BYTCHK_LBA_LENGTH_10, OUT, WRITE, Write.andVerify(BLOCK_10))
                .serve(Opcode.WRITE_AND_VERIFY_12, BYTCHK_LBA_LENGTH_12, OUT, WRITE, Write.andVerify(BLOCK_12))
                .serve(Opcode.WRITE_AND_VERIFY_16, BYTCHK_LBA_LENGTH_16, OUT, WRITE, Write.andVerify(BLOCK_16));
    }

    private static void addVerifications(OpcodeTable.Builder table) {
        table.serve(Opcode.VERIFY_10, BYTCHK_LBA_LENGTH_10, OUT, READ, new Verify(BLOCK_10))
                .serve(Opcode.VERIFY_12, BYTCHK_LBA_LENGTH_12, OUT, READ, new Verify(BLOCK_12))
                .serve(Opcode.VERIFY_16, BYTCHK_LBA_LENGTH_16, OUT, READ, new Verify(BLOCK_16));
    }

    /** Commands that are more than one read or write of what their data-out holds. */
    private static void addCompounds(OpcodeTable.Builder table) {
        table.serve(Opcode.WRITE_SAME_10, "F8 FF FF FF FF 00 FF FF 00", OUT, WRITE, new WriteSame(BLOCK_10))
                .serve(
                        Opcode.WRITE_SAME_16,
                        "F9 FF FF FF FF FF FF FF FF FF FF FF FF 00 00",
                        OUT,
                        WRITE,
                        new WriteSame(BLOCK_16))
                .serve(
                        Opcode.COMPARE_AND_WRITE,
                        "F8 FF FF FF FF FF FF FF FF 00 00 00 FF 00 00",
                        OUT,
                        WRITE,
                        new ExclusiveWrite(ExclusiveWrite.Kind.COMPARE_AND_WRITE));
    }

    private static void addMediumAndCache(OpcodeTable.Builder table) {
        table.serve(
                        Opcode.SYNCHRONIZE_CACHE_10,
                        "02 FF FF FF FF 00 FF FF 00",
                        NONE,
                        WRITE,
                        new SynchronizeCache(BLOCK_10))
                .serve(
                        Opcode.SYNCHRONIZE_CACHE_16,
                        "02 FF FF FF FF FF FF FF FF FF FF FF FF 00 00",
                        NONE,
                        WRITE,
                        new SynchronizeCache(BLOCK_16))
                .serve(Opcode.PRE_FETCH_10, "02 FF FF FF FF 00 FF FF 00", NONE, READ, new PreFetch(BLOCK_10))
                .serve(
                        Opcode.PRE_FETCH_16,
                        "02 FF FF FF FF FF FF FF FF FF FF FF FF 00 00",
                        NONE,
                        READ,
                        new PreFetch(BLOCK_16))
                .serve(Opcode.START_STOP_UNIT, "01 00 00 F7 00", NONE, FREE, StartStopUnit::execute)
                .serve(
                        Opcode.PREVENT_ALLOW_MEDIUM_REMOVAL,
                        "00 00 00 03 00",
                        NONE,
                        FREE,
                        StartStopUnit::executePreventAllow);
    }
}
