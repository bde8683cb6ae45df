package io.isere.vertx.testing;

import static io.isere.vertx.testing.Await.await;

import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.vertx.IsereDevice;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Commands that a device has no method for. */
public final class Commands {
    private Commands() {}

    /** Sends a CDB, given in hexadecimal digits, with data to the device or none, and waits for its end. */
    public static ScsiTask send(IsereDevice device, String cdb, byte... dataOut) {
        ScsiTask task = new ScsiTask();
        byte[] bytes = HexFormat.of().parseHex(cdb.replace(" ", ""));
        task.cdb().put(0, bytes);
        task.cdbLengthBytes(bytes.length).direction(DataDirection.NONE);
        if (dataOut.length > 0) {
            ByteBuffer buffer = device.buffer(dataOut.length);
            buffer.put(0, dataOut);
            task.direction(DataDirection.OUT).expectedDataBytes(dataOut.length);
            task.clientData().add(buffer, 0, dataOut.length);
        }
        return await(submit(device, task));
    }

    /** COMPARE AND WRITE of one block of 512 bytes. */
    public static Future<ScsiTask> compareAndWrite(IsereDevice device, long lba, ByteBuffer bothBlocks) {
        ScsiTask task = new ScsiTask();
        task.cdbLengthBytes(AtomicCdb.buildCompareAndWrite(task.cdb(), lba, 1))
                .direction(DataDirection.OUT)
                .expectedDataBytes(2 * 512);
        task.clientData().add(bothBlocks, 0, 2 * 512);
        return submit(device, task);
    }

    /** Sends a task; completes with it, whatever its status. */
    public static Future<ScsiTask> submit(IsereDevice device, ScsiTask task) {
        Promise<ScsiTask> end = Promise.promise();
        device.execute(() -> {
            if (device.submit(task, end::complete) == SubmitResult.CLOSED) {
                end.fail("the session has ended");
            }
        });
        return end.future();
    }
}
