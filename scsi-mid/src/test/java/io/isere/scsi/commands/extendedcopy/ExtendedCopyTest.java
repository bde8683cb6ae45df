package io.isere.scsi.commands.extendedcopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EXTENDED COPY (LID1): what it copies. */
class ExtendedCopyTest {
    private static final int BYTES = TestUnit.BLOCKS * 512;

    private final TestUnit target = new TestUnit();
    private final ByteBuffer content = Memory.random(new Random(11), BYTES);

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 129, 2048})
    void copiesWithinOneUnit(int blocks) {
        Check.good(target.write(0, TestUnit.BLOCKS, content));
        Check.good(new CopyLists()
                .target(target.unit)
                .segment(0, 0, blocks, 0, 2048)
                .run(target));
        assertThat(read(0, 2048, blocks)).isEqualTo(content.slice(0, blocks * 512));
        assertThat(read(0, 2047, 1)).isEqualTo(content.slice(2047 * 512, 512));
        if (2048 + blocks < TestUnit.BLOCKS) {
            assertThat(read(0, 2048 + blocks, 1)).isEqualTo(content.slice((2048 + blocks) * 512, 512));
        }
    }

    @Test
    void copiesSeveralSegmentsBetweenUnits() {
        LogicalUnit other = addUnit(1, 512, new RamBackstore(BYTES));
        Check.good(target.write(0, TestUnit.BLOCKS, content));
        Check.good(new CopyLists()
                .target(target.unit)
                .target(other)
                .segment(0, 1, 300, 0, 100)
                .segment(1, 0, 10, 100, 4000)
                .segment(0, 1, 0, 0, 0)
                .run(target));
        assertThat(read(1, 100, 300)).isEqualTo(content.slice(0, 300 * 512));
        assertThat(read(0, 4000, 10)).isEqualTo(content.slice(0, 10 * 512));
    }

    @ParameterizedTest
    @CsvSource({"512,4096,false", "512,4096,true", "4096,512,false", "4096,512,true"})
    void copiesBetweenBlocksOfDifferentLength(int sourceBytes, int destinationBytes, boolean countsDestination) {
        LogicalUnit source = addUnit(1, sourceBytes, new RamBackstore(BYTES));
        LogicalUnit destination = addUnit(2, destinationBytes, new RamBackstore(BYTES));
        write(1, sourceBytes, content);
        int blocks = (256 << 10) / (countsDestination ? destinationBytes : sourceBytes);
        Check.good(new CopyLists()
                .target(source)
                .target(destination)
                .segment(0, 1, blocks, 8, 2, countsDestination)
                .run(target));
        assertThat(readBytes(2, destinationBytes, 2, 256 << 10)).isEqualTo(content.slice(8 * sourceBytes, 256 << 10));
    }

    @Test
    void fillsUpTheLastBlockOfADestinationThatPads() {
        LogicalUnit destination = addUnit(1, 4096, new RamBackstore(BYTES));
        Check.good(target.write(0, TestUnit.BLOCKS, content));
        write(1, 4096, Memory.filled(0x55, BYTES));
        Check.good(new CopyLists()
                .target(target.unit)
                .target(destination.identity().naaDesignator(), 4096, true)
                .segment(0, 1, 9, 0, 1)
                .run(target));
        ByteBuffer back = readBytes(1, 4096, 1, 3 * 4096);
        assertThat(back.slice(0, 9 * 512)).isEqualTo(content.slice(0, 9 * 512));
        assertThat(Memory.bytes(back, 9 * 512, 7 * 512)).containsOnly(0);
        assertThat(Memory.bytes(back, 8192, 4096)).containsOnly(0x55);
    }

    @Test
    void knowsUnitsByVendorAndSerialToo() {
        LogicalUnitIdentity identity = LogicalUnitIdentity.ofSerial("0123456789");
        LogicalUnit other =
                LogicalUnit.builder(identity, new RamBackstore(BYTES)).build();
        add(1, other);
        ByteBuffer descriptor = ByteBuffer.allocate(32);
        descriptor.put(0, (byte) 0xE4).putInt(4, 0x0201_0000 | 18).putInt(28, 512);
        descriptor.put(8, "ISERE   0123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        Check.good(target.write(0, TestUnit.BLOCKS, content));
        Check.good(new CopyLists()
                .target(target.unit)
                .rawTarget(descriptor)
                .segment(0, 1, 1, 5, 6)
                .run(target));
        assertThat(read(1, 6, 1)).isEqualTo(content.slice(5 * 512, 512));
    }

    @Test
    void nothingToDoIsGood() {
        Check.good(CopyLists.run(target, ByteBuffer.allocateDirect(0)));
        Check.good(new CopyLists().run(target));
        Check.good(new CopyLists().target(target.unit).run(target));
    }

    @Test
    void leavesTheLoopToOthersBetweenPieces() {
        ByteBuffer list =
                new CopyLists().target(target.unit).segment(0, 0, 2048, 0, 2048).list();
        ScsiTask copy = TestUnit.prepare(cdb -> io.isere.scsi.cdb.CopyCdb.buildExtendedCopy(cdb, list.capacity()));
        boolean[] ended = {false};
        target.port.submit(TestUnit.withData(copy, DataDirection.OUT, list).completion(task -> ended[0] = true));
        assertThat(ended[0]).as("1 MiB is one turn").isFalse();
        Check.good(target.run(TestUnitReadyCdb::build));
        target.loop.runUntil(() -> ended[0]);
        Check.good(copy);
    }

    private LogicalUnit addUnit(int lun, int blockBytes, Backstore store) {
        LogicalUnit unit = LogicalUnit.builder(LogicalUnitIdentity.derive(TestUnit.TARGET, lun), store)
                .blockBytes(blockBytes)
                .build();
        add(lun, unit);
        return unit;
    }

    private void add(int lun, LogicalUnit unit) {
        target.device.addLun(lun, unit);
        for (int known : target.device.luns()) {
            target.run(TestUnit.prepare(TestUnitReadyCdb::build).lun(Lun.encode(known)));
        }
    }

    private ByteBuffer read(int lun, long lba, int blocks) {
        return readBytes(lun, 512, lba, blocks * 512);
    }

    private ByteBuffer readBytes(int lun, int blockBytes, long lba, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        access(lun, Opcode.READ_16, DataDirection.IN, lba, bytes / blockBytes, buffer);
        return buffer;
    }

    private void write(int lun, int blockBytes, ByteBuffer buffer) {
        access(lun, Opcode.WRITE_16, DataDirection.OUT, 0, buffer.capacity() / blockBytes, buffer);
    }

    private void access(int lun, int opcode, DataDirection direction, long lba, int blocks, ByteBuffer buffer) {
        ScsiTask task = TestUnit.prepare(cdb -> BlockCdb.BLOCK_16.build(cdb, opcode, lba, blocks));
        Check.good(target.run(TestUnit.withData(task.lun(Lun.encode(lun)), direction, buffer)));
    }
}
