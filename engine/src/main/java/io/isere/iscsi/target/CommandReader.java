package io.isere.iscsi.target;

import io.isere.iscsi.pdu.AhsWalker;
import io.isere.iscsi.pdu.ExtendedCdbAhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskAttribute;

/**
 * Makes a SCSI task of a SCSI Command (RFC 7143 section 11.3). Thread: the session's loop; allocates at construction only.
 */
final class CommandReader {
    private static final TaskAttribute[] ATTRIBUTES = TaskAttribute.values();

    private final AhsWalker ahsWalker = new AhsWalker();
    private final ExtendedCdbAhs extendedCdb = new ExtendedCdbAhs();

    /** Errors of a command that no SCSI status can answer; "" when there are none. */
    String problemOf(ScsiCommandBhs command, OperationalParameters agreed) {
        int dataBytes = command.dataSegmentLengthBytes();
        if (dataBytes > 0 && (!command.writeBit() || !agreed.immediateData())) {
            return "a command carries " + dataBytes + " bytes of immediate data, which was not agreed";
        }
        if (dataBytes > command.expectedDataTransferLengthBytes()
                || dataBytes > Math.min(agreed.firstBurstLengthBytes(), agreed.maxReceiveDataSegmentLengthBytes())) {
            return "a command carries " + dataBytes + " bytes of immediate data, more than was agreed";
        }
        if (command.totalAhsLengthBytes() > 0 && !hasWellFormedAhs(command)) {
            return "a command has an additional header segment longer than its TotalAHSLength says";
        }
        if (command.writeBit() && !command.finalBit() && agreed.initialR2t()) {
            return "a command announces unsolicited Data-Out although InitialR2T=Yes";
        }
        return "";
    }

    private boolean hasWellFormedAhs(ScsiCommandBhs command) {
        ahsWalker.wrap(command);
        while (ahsWalker.next()) {}
        return !ahsWalker.malformed();
    }

    /** Fills a task that was reset. */
    void read(ScsiCommandBhs command, ScsiTask task) {
        task.tag(Integer.toUnsignedLong(command.initiatorTaskTag()))
                .lun(command.lun())
                .attribute(attributeOf(command.taskAttribute()))
                .direction(directionOf(command))
                .expectedDataBytes(command.expectedDataTransferLengthBytes());
        readCdb(command, task);
    }

    private static TaskAttribute attributeOf(int code) {
        return code < ATTRIBUTES.length ? ATTRIBUTES[code] : TaskAttribute.SIMPLE;
    }

    private static DataDirection directionOf(ScsiCommandBhs command) {
        if (command.readBit()) {
            return DataDirection.IN;
        }
        return command.writeBit() ? DataDirection.OUT : DataDirection.NONE;
    }

    private void readCdb(ScsiCommandBhs command, ScsiTask task) {
        command.copyCdbTo(task.cdb(), 0);
        task.cdbLengthBytes(ScsiCommandBhs.CDB_LENGTH_BYTES);
        if (command.totalAhsLengthBytes() == 0) {
            return;
        }
        ahsWalker.wrap(command);
        while (ahsWalker.next()) {
            if (ahsWalker.type() == AhsWalker.TYPE_EXTENDED_CDB) {
                extendedCdb.wrap(command.buffer(), ahsWalker.offset());
                int spillBytes = Math.min(
                        extendedCdb.spillLengthBytes(), ScsiTask.CDB_BYTES_MAX - ScsiCommandBhs.CDB_LENGTH_BYTES);
                task.cdb()
                        .put(ScsiCommandBhs.CDB_LENGTH_BYTES, command.buffer(), extendedCdb.spillOffset(), spillBytes);
                task.cdbLengthBytes(ScsiCommandBhs.CDB_LENGTH_BYTES + spillBytes);
            }
        }
    }
}
