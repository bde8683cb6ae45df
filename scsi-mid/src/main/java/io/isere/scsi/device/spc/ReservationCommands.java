package io.isere.scsi.device.spc;

import static io.isere.scsi.device.CommandClass.FREE;
import static io.isere.scsi.device.CommandClass.INFORM;
import static io.isere.scsi.task.DataDirection.IN;
import static io.isere.scsi.task.DataDirection.NONE;
import static io.isere.scsi.task.DataDirection.OUT;

import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.ReserveAction;
import io.isere.scsi.cdb.ReserveReport;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.task.ScsiStatus;

/** The commands that reserve, as rows of an opcode table; RESERVE and RELEASE (SPC-2 7.21) are so short as to be here. */
public final class ReservationCommands {
    private static final String IN_USAGE = "00 00 00 00 00 00 FF FF 00";
    private static final String OUT_USAGE = "00 FF 00 00 FF FF FF FF 00";
    private static final String MOVE_USAGE = "00 00 00 00 FF FF FF FF 00";
    /** Of byte 1: third party and extents, which are not supported. */
    private static final int THIRD_PARTY_OR_EXTENT = 0x1F;

    private ReservationCommands() {}

    /** Serves them all. */
    public static void addTo(OpcodeTable.Builder table) {
        table.serve(Opcode.RESERVE_6, "1F 00 00 00 00", NONE, INFORM, ReservationCommands::reserve)
                .serve(Opcode.RESERVE_10, "1F 00 00 00 00 00 00 00 00", NONE, INFORM, ReservationCommands::reserve)
                .serve(Opcode.RELEASE_6, "1F 00 00 00 00", NONE, FREE, ReservationCommands::release)
                .serve(Opcode.RELEASE_10, "1F 00 00 00 00 00 00 00 00", NONE, FREE, ReservationCommands::release);
        for (ReserveReport action : ReserveReport.values()) {
            PersistentReserveIn handler = new PersistentReserveIn(action);
            table.serve(Opcode.PERSISTENT_RESERVE_IN, action.code(), IN_USAGE, IN, INFORM, handler);
        }
        for (ReserveAction action : ReserveAction.values()) {
            String usage = action == ReserveAction.REGISTER_AND_MOVE ? MOVE_USAGE : OUT_USAGE;
            PersistentReserveOut handler = new PersistentReserveOut(action);
            table.serve(Opcode.PERSISTENT_RESERVE_OUT, action.code(), usage, OUT, INFORM, handler);
        }
    }

    private static void reserve(Command command) {
        if (!accepts(command)) {
            return;
        }
        if (command.unit().reservations().reserve(command.itlNexus())) {
            command.good();
        } else {
            command.status(ScsiStatus.RESERVATION_CONFLICT);
        }
    }

    private static void release(Command command) {
        if (accepts(command)) {
            command.unit().reservations().release(command.itlNexus());
            command.good();
        }
    }

    private static boolean accepts(Command command) {
        if ((command.cdb().get(1) & THIRD_PARTY_OR_EXTENT) == 0) {
            return true;
        }
        command.invalidField(1);
        return false;
    }
}
