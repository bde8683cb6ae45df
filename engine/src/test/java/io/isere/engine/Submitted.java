package io.isere.engine;

import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import java.nio.ByteBuffer;

/** A command a test has submitted, and what became of it. */
final class Submitted {
    final ScsiTask task = new ScsiTask();
    final ByteBuffer buffer;
    int completions;
    SubmitResult result = SubmitResult.CLOSED;

    private Submitted(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    static Submitted read(EngineRig rig, BlockDevice disk, long lba, int blocks) {
        Submitted command = new Submitted(rig.registered(Math.max(512, blocks * 512)));
        command.task.clientData().add(command.buffer, 0, blocks * 512);
        disk.prepareRead(command.task, lba, blocks);
        command.result = disk.submit(command.task, ended -> command.completions++);
        return command;
    }

    static Submitted write(EngineRig rig, BlockDevice disk, long lba, int blocks) {
        Submitted command = new Submitted(rig.registered(Math.max(512, blocks * 512)));
        command.task.clientData().add(command.buffer, 0, blocks * 512);
        disk.prepareWrite(command.task, lba, blocks, false);
        command.result = disk.submit(command.task, ended -> command.completions++);
        return command;
    }

    /** Any CDB with a buffer of {@code dataBytes}, straight to the port. */
    static Submitted raw(EngineRig rig, ScsiPort port, int lun, byte[] cdb, DataDirection direction, int dataBytes) {
        Submitted command = new Submitted(rig.registered(Math.max(512, dataBytes)));
        ScsiTask task = command.task;
        task.lun(Lun.encode(lun)).direction(direction).expectedDataBytes(dataBytes);
        task.cdb().put(0, cdb);
        task.cdbLengthBytes(cdb.length);
        task.clientData().add(command.buffer, 0, dataBytes);
        task.completion(ended -> command.completions++);
        command.result = port.submit(task);
        return command;
    }

    boolean ended() {
        return completions > 0;
    }
}
