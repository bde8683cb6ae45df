package io.isere.scsi.initiator;

import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiTask;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a device does with a range of blocks besides reading and writing it: SYNCHRONIZE CACHE, VERIFY, COMPARE AND WRITE,
 * WRITE SAME; each cut into commands as long as the device allows. Used on the port's loop only; allocates.
 */
final class RangeCommands {
    /** Linux's limits for devices that report none: what even old firmware takes. */
    private static final long UNREPORTED_WRITE_SAME_BLOCKS_16 = 0x7F_FFFF;

    private static final int BYTCHK_COMPARE = 1;
    private static final int COMPARE_BLOCKS_MAX = 255;

    private final DeviceTasks tasks;
    private final BlockGeometry geometry;
    private final BlockLimits limits;
    private final BlockCdb layout;

    RangeCommands(DeviceTasks tasks, BlockGeometry geometry, BlockLimits limits) {
        this.tasks = tasks;
        this.geometry = geometry;
        this.limits = limits;
        layout = geometry.longLba() ? BlockCdb.BLOCK_16 : BlockCdb.BLOCK_10;
    }

    Future<Void> flush(long lba, long blocks) {
        geometry.requireRange(lba, blocks);
        int opcode = layout == BlockCdb.BLOCK_16 ? Opcode.SYNCHRONIZE_CACHE_16 : Opcode.SYNCHRONIZE_CACHE_10;
        return new RangeSteps(lba, blocks, layout.blocksMax(), (at, count) -> tasks.run(prepare(opcode, at, count)))
                .run();
    }

    Future<Void> verify(long lba, long blocks) {
        geometry.requireRange(lba, blocks);
        return new RangeSteps(
                        lba,
                        blocks,
                        geometry.maxTransferBlocks(),
                        (at, count) -> tasks.run(prepare(verifyOpcode(), at, count)))
                .run();
    }

    Future<Comparison> compare(long lba, int blocks, ByteBuffer data) {
        geometry.requireRange(lba, blocks, data);
        DataSegments memory = new DataSegments();
        memory.add(data, data.position(), data.remaining());
        RangeSteps steps = new RangeSteps(
                lba,
                blocks,
                Math.min(geometry.maxTransferBlocks(), tasks.maxBlocks(memory, geometry.blockShift())),
                (at, count) -> tasks.run(prepareCompare(at, count, data, geometry.bytes(at - lba))));
        return steps.run()
                .map(Comparison.EQUAL)
                .recover(failure -> Comparison.of(failure, geometry.bytes(steps.stepLba() - lba)));
    }

    private ScsiTask prepareCompare(long lba, long blocks, ByteBuffer data, long fromBytes) {
        ScsiTask task = prepare(verifyOpcode(), lba, blocks);
        layout.setBytchk(task.cdb(), BYTCHK_COMPARE);
        return withData(task, data, data.position() + (int) fromBytes, blocks);
    }

    private int verifyOpcode() {
        return layout == BlockCdb.BLOCK_16 ? Opcode.VERIFY_16 : Opcode.VERIFY_10;
    }

    Future<Comparison> compareAndWrite(long lba, int blocks, ByteBuffer expected, ByteBuffer replacement) {
        geometry.requireRange(lba, blocks, expected);
        geometry.requireRange(lba, blocks, replacement);
        int blocksMax = limits.maxCompareBlocks() == 0 ? COMPARE_BLOCKS_MAX : limits.maxCompareBlocks();
        if (blocks > blocksMax) {
            throw new IllegalArgumentException("COMPARE AND WRITE of " + blocks
                    + " blocks would not be one step: the device compares and writes at most " + blocksMax);
        }
        if (blocks == 0) {
            return Future.succeededFuture(Comparison.EQUAL);
        }
        ScsiTask task = tasks.take();
        task.cdbLengthBytes(AtomicCdb.buildCompareAndWrite(task.cdb(), lba, blocks));
        withData(task, expected, expected.position(), blocks);
        withData(task, replacement, replacement.position(), blocks);
        return tasks.run(task).map(Comparison.EQUAL).recover(failure -> Comparison.of(failure, 0));
    }

    Future<Void> writeSame(long lba, long blocks, @Nullable ByteBuffer block, int flags) {
        geometry.requireRange(lba, blocks);
        boolean noData = (flags & BlockCdb.WRITE_SAME_NDOB) != 0;
        if (noData && layout != BlockCdb.BLOCK_16) {
            throw new IllegalArgumentException("NDOB needs WRITE SAME (16), which this device does not have");
        }
        if (noData != (block == null)) {
            throw new IllegalArgumentException(
                    noData ? "NDOB sends no block" : "a block to write is needed, or the option NDOB");
        }
        if (block != null) {
            geometry.requireRoom(1, block.remaining());
        }
        boolean unmaps = (flags & BlockCdb.WRITE_SAME_UNMAP) != 0;
        return new RangeSteps(
                        lba,
                        blocks,
                        maxWriteSameBlocks(),
                        unmaps ? limits::cut : (from, end) -> end,
                        (at, count) -> tasks.run(prepareWriteSame(at, count, block, flags)))
                .run();
    }

    private ScsiTask prepareWriteSame(long lba, long blocks, @Nullable ByteBuffer block, int flags) {
        int opcode = layout == BlockCdb.BLOCK_16 ? Opcode.WRITE_SAME_16 : Opcode.WRITE_SAME_10;
        ScsiTask task = prepare(opcode, lba, blocks);
        layout.setWriteSameFlags(task.cdb(), flags);
        return block == null ? task : withData(task, block, block.position(), 1);
    }

    private long maxWriteSameBlocks() {
        long limit = limits.maxWriteSameBlocks() == 0 ? UNREPORTED_WRITE_SAME_BLOCKS_16 : limits.maxWriteSameBlocks();
        // Unsigned, and never too much for the field.
        return limit < 0 ? layout.blocksMax() : Math.min(limit, layout.blocksMax());
    }

    private ScsiTask prepare(int opcode, long lba, long blocks) {
        ScsiTask task = tasks.take();
        return task.cdbLengthBytes(layout.build(task.cdb(), opcode, lba, blocks));
    }

    private ScsiTask withData(ScsiTask task, ByteBuffer data, int at, long blocks) {
        int bytes = (int) geometry.bytes(blocks);
        task.clientData().add(data, at, bytes);
        return task.direction(DataDirection.OUT).expectedDataBytes(task.expectedDataBytes() + bytes);
    }
}
