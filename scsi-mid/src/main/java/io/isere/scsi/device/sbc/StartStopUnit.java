package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.StartStopUnitCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandClass;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.UnitState;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import java.nio.ByteBuffer;

/**
 * START STOP UNIT (SBC-3 5.20) and PREVENT ALLOW MEDIUM REMOVAL (5.9). A stop or eject flushes first, unless told not to.
 * IMMED changes nothing: the status follows the work. Static, allocation free.
 *
 * <p>A fixed medium stops (04h/02h until a start) and cannot be ejected. A removable one is ejected and loaded; a stop
 * without LOEJ leaves it ready, as tgt and SCST do, whose initiators would else have to start it again. Of the power
 * conditions ACTIVE starts the unit, and the others, which it may leave at the next command by itself, do nothing.
 */
final class StartStopUnit {
    private static final int ACTIVE = 1;
    private static final BackstoreCompletion ON_FLUSHED = StartStopUnit::onFlushed;

    private StartStopUnit() {}

    static void execute(Command command) {
        ByteBuffer cdb = command.cdb();
        int powerCondition = StartStopUnitCdb.powerCondition(cdb);
        // SBC-3 table 13: a plain start conflicts with no reservation.
        boolean starts = powerCondition == 0 && StartStopUnitCdb.start(cdb);
        if (!starts && command.endedByReservation(CommandClass.CONTROL)) {
            return;
        }
        if (powerCondition != 0) {
            if (powerCondition == ACTIVE) {
                command.unit().state().start();
            }
            command.good();
        } else if (StartStopUnitCdb.loej(cdb) && !command.unit().removable()) {
            command.invalidField(StartStopUnitCdb.ACTION_AT);
        } else if (StartStopUnitCdb.start(cdb)) {
            start(command);
        } else {
            stop(command);
        }
    }

    private static void start(Command command) {
        UnitState state = command.unit().state();
        boolean loads = StartStopUnitCdb.loej(command.cdb());
        if (loads && state.mediumAbsent() && state.isRemovalPrevented()) {
            // SBC-3 5.20: prevention holds for loading as it does for ejecting.
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.MEDIUM_REMOVAL_PREVENTED);
        } else if (loads) {
            if (state.load()) {
                command.unit().tellOthers(command.itlNexus(), SenseCode.MEDIUM_MAY_HAVE_CHANGED);
            }
            command.good();
        } else if (state.mediumAbsent()) {
            command.checkCondition(SenseKey.NOT_READY, SenseCode.MEDIUM_NOT_PRESENT);
        } else {
            state.start();
            command.good();
        }
    }

    private static void stop(Command command) {
        boolean ejects = StartStopUnitCdb.loej(command.cdb());
        UnitState state = command.unit().state();
        if (ejects && state.mediumAbsent()) {
            command.good();
        } else if (ejects && state.isRemovalPrevented()) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.MEDIUM_REMOVAL_PREVENTED);
        } else if (StartStopUnitCdb.noFlush(command.cdb())) {
            finishStop(command);
        } else {
            command.io().flush();
            command.awaitBackstore(ON_FLUSHED);
        }
    }

    private static void onFlushed(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (!command.resumes()) {
            return;
        }
        if (io.status() == BackstoreStatus.OK) {
            finishStop(command);
        } else {
            BackstoreFailure.end(command, io.status(), 0);
        }
    }

    private static void finishStop(Command command) {
        LogicalUnit unit = command.unit();
        if (StartStopUnitCdb.loej(command.cdb())) {
            unit.state().eject();
        } else if (!unit.removable()) {
            unit.state().stop();
        }
        command.good();
    }

    static void executePreventAllow(Command command) {
        UnitState state = command.unit().state();
        int prevent = StartStopUnitCdb.prevent(command.cdb());
        if (prevent > 1) {
            command.invalidField(StartStopUnitCdb.ACTION_AT);
            return;
        }
        // SPC-4 table 65: to allow removal conflicts with no reservation.
        if (prevent == 1 && command.endedByReservation(CommandClass.CONTROL)) {
            return;
        }
        if (prevent == 1) {
            state.prevent(command.itlNexus());
        } else {
            state.allow(command.itlNexus());
        }
        command.good();
    }
}
