package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.StartStopUnitCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.LogicalUnit;
import java.nio.ByteBuffer;

/**
 * START STOP UNIT (SBC-3 5.27) of a unit whose medium stays where it is: active or stopped, no other power condition.
 * A stop flushes first, unless told not to. IMMED changes nothing: the status follows the work. PREVENT ALLOW MEDIUM
 * REMOVAL (5.9) has nothing to prevent. Static, allocation free.
 */
final class StartStopUnit {
    private static final BackstoreCompletion ON_FLUSHED = StartStopUnit::onFlushed;

    private StartStopUnit() {}

    static void execute(Command command) {
        ByteBuffer cdb = command.cdb();
        LogicalUnit unit = command.unit();
        if (StartStopUnitCdb.powerCondition(cdb) != 0 || StartStopUnitCdb.loej(cdb)) {
            command.invalidField(StartStopUnitCdb.ACTION_AT);
        } else if (StartStopUnitCdb.start(cdb)) {
            unit.state().start();
            command.good();
        } else if (StartStopUnitCdb.noFlush(cdb)) {
            unit.state().stop();
            command.good();
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
            command.unit().state().stop();
            command.good();
        } else {
            BackstoreFailure.end(command, io.status(), 0);
        }
    }

    static void executePreventAllow(Command command) {
        if (StartStopUnitCdb.prevent(command.cdb()) > 1) {
            command.invalidField(StartStopUnitCdb.ACTION_AT);
        } else {
            command.good();
        }
    }
}
