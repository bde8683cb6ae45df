package io.isere.scsi.testing;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.lun.ScsiTargetDevice;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;

/**
 * A target with one logical unit at LUN 0 and a port to it, by {@link TestWire}, for raw commands: build a CDB, run it, look at the
 * task. Used on one thread, which steps the loop.
 */
public final class TestUnit {
    public static final String TARGET = "iqn.2026-11.io.isere:test";
    public static final int BLOCK_BYTES = 512;
    public static final int BLOCKS = 4096;

    public final ManualLoop loop;
    public final ScsiTargetDevice device;
    public final LogicalUnit unit;
    public final TestPort port;
    private final TestWire.Reach reach;

    /** A RAM disk of 2 MiB in blocks of 512 bytes, no unit attention pending. */
    public TestUnit() {
        this(LogicalUnit.builder(LogicalUnitIdentity.derive(TARGET, 0), ram()).build(), false);
    }

    /** A unit over {@code store} in blocks of 512 bytes, no unit attention pending. */
    public TestUnit(Backstore store) {
        this(LogicalUnit.builder(LogicalUnitIdentity.derive(TARGET, 0), store).build(), false);
    }

    public TestUnit(LogicalUnit unit, boolean powerOnUnitAttention) {
        this.unit = unit;
        device = new ScsiTargetDevice(TARGET, powerOnUnitAttention);
        device.addLun(0, unit);
        reach = TestWire.current().to(device);
        loop = reach.loop();
        port = connect("local", 256);
    }

    /** Another initiator port at the device. */
    public TestPort connect(String initiatorPortName, int tasksMax) {
        return reach.connect(initiatorPortName, tasksMax);
    }

    public static RamBackstore ram() {
        return new RamBackstore((long) BLOCKS * BLOCK_BYTES);
    }

    /** A builder over a RAM disk of 2 MiB. */
    public static LogicalUnit.Builder builder() {
        return builderOver(ram());
    }

    /** A builder over {@code store}. */
    public static LogicalUnit.Builder builderOver(Backstore store) {
        return LogicalUnit.builder(LogicalUnitIdentity.derive(TARGET, 0), store);
    }

    /** Runs a command without data. */
    public ScsiTask run(ToIntFunction<ByteBuffer> buildCdb) {
        return run(prepare(buildCdb));
    }

    /** Runs a command that reads into {@code buffer}. */
    public ScsiTask runIn(ByteBuffer buffer, ToIntFunction<ByteBuffer> buildCdb) {
        return run(withData(prepare(buildCdb), DataDirection.IN, buffer));
    }

    /** Runs a command that writes {@code buffer}. */
    public ScsiTask runOut(ByteBuffer buffer, ToIntFunction<ByteBuffer> buildCdb) {
        return run(withData(prepare(buildCdb), DataDirection.OUT, buffer));
    }

    /** READ (16) into {@code buffer}. */
    public ScsiTask read(long lba, long blocks, ByteBuffer buffer) {
        return runIn(buffer, cdb -> BlockCdb.BLOCK_16.build(cdb, 0x88, lba, blocks));
    }

    /** WRITE (16) of {@code buffer}. */
    public ScsiTask write(long lba, long blocks, ByteBuffer buffer) {
        return runOut(buffer, cdb -> BlockCdb.BLOCK_16.build(cdb, 0x8A, lba, blocks));
    }

    /** A task for LUN 0 with its CDB built. */
    public static ScsiTask prepare(ToIntFunction<ByteBuffer> buildCdb) {
        ScsiTask task = new ScsiTask();
        task.lun(Lun.encode(0)).cdbLengthBytes(buildCdb.applyAsInt(task.cdb()));
        return task;
    }

    /** Gives a task a buffer, as long as it is. */
    public static ScsiTask withData(ScsiTask task, DataDirection direction, ByteBuffer buffer) {
        if (buffer.capacity() > 0) {
            task.clientData().add(buffer, 0, buffer.capacity());
            task.direction(direction).expectedDataBytes(buffer.capacity());
        }
        return task;
    }

    /** The result of a future once it has one; throws what it failed with. */
    public <T> T await(Future<T> future) {
        loop.runUntil(future::isComplete);
        if (future.failed()) {
            throw (RuntimeException) future.cause();
        }
        return future.result();
    }

    /** The unit as a block device of a port. */
    public BlockDevice open(TestPort from) {
        return await(BlockDevice.open(from.scsi(), 0));
    }

    /** Submits a task and steps the loop until it has ended. */
    public ScsiTask run(ScsiTask task) {
        boolean[] ended = {false};
        task.completion(completed -> ended[0] = true);
        if (port.submit(task) != SubmitResult.ACCEPTED) {
            throw new AssertionError("not accepted: " + task);
        }
        loop.runUntil(() -> ended[0]);
        return task;
    }
}
