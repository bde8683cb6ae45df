package io.isere.scsi.device.copy;

import io.isere.scsi.cdb.CopyCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.CopyRecord;
import io.isere.scsi.device.CopyRecords;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.TaskStep;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * EXTENDED COPY (LID1) (SPC-4 6.4): receives and checks the parameter list; the work is a {@link CopyOperation}'s.
 * Control path: allocates.
 */
final class ExtendedCopy implements CommandHandler {
    private static final int LIST_BYTES_MAX = CopyList.HEADER_BYTES + CopyLimits.DESCRIPTOR_LIST_BYTES_MAX;

    private final Function<LogicalUnit, OpcodeTable> tables;
    private final TaskStep onBuffer = task -> onBuffer(Command.of(task));
    private final TaskStep onList = task -> onList(Command.of(task));

    ExtendedCopy(Function<LogicalUnit, OpcodeTable> tables) {
        this.tables = tables;
    }

    @Override
    public void execute(Command command) {
        long listBytes = CopyCdb.parameterListBytes(command.cdb());
        if (listBytes == 0) {
            command.good();
        } else if (listBytes < CopyList.HEADER_BYTES
                || listBytes > LIST_BYTES_MAX
                || command.limitToExpected((int) listBytes, DataDirection.OUT) < listBytes) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.PARAMETER_LIST_LENGTH_ERROR);
        } else {
            command.task().requestedBytes(listBytes);
            command.awaitBuffer((int) listBytes, onBuffer);
        }
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
        ByteBuffer bytes = ByteBuffer.allocate(command.task().data().totalBytes());
        command.task().data().getBytes(bytes);
        CopyList list = CopyList.read(command, bytes);
        if (list != null) {
            start(command, list);
        }
    }

    private void start(Command command, CopyList list) {
        CopyRecords copies = command.itlNexus().copies();
        if (list.hasListIdentifier() && copies.isRunning(list.listIdentifier())) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.OPERATION_IN_PROGRESS);
        } else if (copies.running() == CopyLimits.CONCURRENT_COPIES_MAX) {
            command.status(ScsiStatus.TASK_SET_FULL);
        } else {
            CopyRecord record = new CopyRecord();
            if (list.hasListIdentifier()) {
                copies.begin(list.listIdentifier(), record);
            } else {
                copies.begin(record);
            }
            new CopyOperation(command, list, record, tables).start();
        }
    }
}
