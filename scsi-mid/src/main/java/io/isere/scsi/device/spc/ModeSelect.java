package io.isere.scsi.device.spc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.ModeSelectCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.ModeSettings;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.TaskStep;
import java.nio.ByteBuffer;

/**
 * MODE SELECT (6) or (10) (SPC-4 6.9, 6.10): all of a list is taken over, or nothing. What a switched off write cache
 * still holds is made stable before the status. Control path: allocates.
 */
public final class ModeSelect implements CommandHandler {
    private static final BackstoreCompletion ON_FLUSHED = ModeSelect::onFlushed;

    private final ModeSelectCdb layout;
    private final ModeParameters parameters;
    private final TaskStep onBuffer = task -> onBuffer(Command.of(task));
    private final TaskStep onList = task -> onList(Command.of(task));

    public ModeSelect(ModeSelectCdb layout, ModeParameters parameters) {
        this.layout = layout;
        this.parameters = parameters;
    }

    @Override
    public void execute(Command command) {
        ByteBuffer cdb = command.cdb();
        int listBytes = layout.listBytes(cdb);
        command.task().requestedBytes(listBytes);
        if (layout.sp(cdb)) {
            command.invalidField(ModeSelectCdb.FLAGS_AT);
        } else if (listBytes == 0) {
            command.good();
        } else if (!layout.pf(cdb)) {
            command.invalidField(ModeSelectCdb.FLAGS_AT);
        } else if (command.limitToExpected(listBytes, DataDirection.OUT) < listBytes) {
            refuseLength(command);
        } else {
            command.awaitBuffer(listBytes, onBuffer);
        }
    }

    private static void refuseLength(Command command) {
        command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.PARAMETER_LIST_LENGTH_ERROR);
    }

    private void onBuffer(Command command) {
        if (command.resumes()) {
            command.awaitDataOut(onList);
        }
    }

    private void onList(Command command) {
        if (!command.resumes()) {
            return;
        }
        ByteBuffer list = ByteBuffer.allocate(command.task().data().totalBytes());
        command.task().data().getBytes(list);
        ModeList parsed;
        ModeSettings seen;
        do {
            seen = command.unit().mode();
            parsed = new ModeList(layout, parameters, command.unit(), list, seen);
        } while (parsed.isAcceptable() && !command.unit().selectMode(command.itlNexus(), seen, parsed.settings()));
        if (parsed.isTruncated()) {
            refuseLength(command);
        } else if (parsed.refusedAt() >= 0) {
            command.invalidParameter(parsed.refusedAt());
        } else {
            finish(command, seen, parsed.settings());
        }
    }

    private static void finish(Command command, ModeSettings before, ModeSettings now) {
        if (now.reportsTestBy(ModeSettings.UNIT_ATTENTION) && !before.reportsTestBy(ModeSettings.UNIT_ATTENTION)) {
            command.unit().tellAll(SenseCode.FAILURE_PREDICTION_FALSE);
        }
        if (before.writeCache() && !now.writeCache()) {
            command.io().flush();
            command.awaitBackstore(ON_FLUSHED);
        } else {
            command.good();
        }
    }

    private static void onFlushed(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (!command.resumes()) {
            return;
        }
        if (io.status() == BackstoreStatus.OK) {
            command.good();
        } else {
            command.checkCondition(SenseKey.MEDIUM_ERROR, SenseCode.WRITE_ERROR);
        }
    }
}
