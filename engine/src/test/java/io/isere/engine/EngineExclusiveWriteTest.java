package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.lun.LocalPort;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** COMPARE AND WRITE against READs whose data, straight from the RAM disk, is still on its way to the wire. */
class EngineExclusiveWriteTest extends EngineTestBase {
    private static final int STEPS = 2_000;
    private static final int READS = 24;
    private static final int READ_BLOCKS = 8192;

    @ParameterizedTest
    @EnumSource(
            value = EngineRig.Wire.class,
            names = {"IWARP", "TCP"})
    void shouldNotTearAReadThatTheInitiatorIsSlowToTake(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, new RamBackstore((long) READS * READ_BLOCKS * 512));
        BlockDevice disk = rig.open(rig.login(), 0);
        LocalPort local = new LocalPort(rig.device(), "local", rig.loop(0), 8);
        submit(local, DataDirection.NONE, 0, TestUnitReadyCdb::build);

        List<Submitted> reads = new ArrayList<>();
        for (int index = 0; index < READS; index++) {
            reads.add(Submitted.read(rig, disk, (long) index * READ_BLOCKS, READ_BLOCKS));
        }
        step(rig, 1);
        step(rig, 0);
        long last = (long) (READS - 1) * READ_BLOCKS;
        ScsiTask write = submit(local, DataDirection.OUT, 1024, cdb -> AtomicCdb.buildCompareAndWrite(cdb, last, 1));
        step(rig, 0);
        assertThat(write.isGood())
                .as("the last READ still has most of its data to send")
                .isFalse();
        rig.until("all have ended", () -> write.isGood() && reads.stream().allMatch(Submitted::ended));
        assertThat(reads).allMatch(read -> read.task.isGood());
        assertThat(reads.get(READS - 1).buffer.get(0)).as("the block as it was").isZero();
        Submitted again = Submitted.read(rig, disk, last, 1);
        rig.until("it is read", again::ended);
        assertThat(again.buffer.get(0)).as("the block as it is now").isEqualTo((byte) 1);
    }

    /** Steps one side only, which is never idle while its socket is full. */
    private static void step(EngineRig rig, int side) {
        for (int count = 0; count < STEPS; count++) {
            rig.loop(side).step();
        }
    }

    /** Zeros to compare with, ones to write. */
    private static ScsiTask submit(
            LocalPort local, DataDirection direction, int dataBytes, ToIntFunction<ByteBuffer> cdb) {
        ScsiTask task = new ScsiTask();
        ByteBuffer data = ByteBuffer.allocateDirect(1024);
        for (int at = 512; at < 1024; at++) {
            data.put(at, (byte) 1);
        }
        task.lun(Lun.encode(0)).cdbLengthBytes(cdb.applyAsInt(task.cdb()));
        task.direction(direction).expectedDataBytes(dataBytes).completion(ended -> {});
        task.clientData().add(data, 0, dataBytes == 0 ? 1 : dataBytes);
        local.submit(task);
        return task;
    }
}
