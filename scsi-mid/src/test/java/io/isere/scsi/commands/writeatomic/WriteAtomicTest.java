package io.isere.scsi.commands.writeatomic;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** WRITE ATOMIC (16). */
class WriteAtomicTest {
    private final TestUnit target = new TestUnit();

    @Test
    void writes() {
        Check.good(target.runOut(Memory.filled(0x31, 300 * 512), cdb -> AtomicCdb.buildWriteAtomic(cdb, 11, 300, 0)));
        ByteBuffer back = ByteBuffer.allocateDirect(300 * 512);
        Check.good(target.read(11, 300, back));
        assertThat(Memory.bytes(back)).containsOnly(0x31);
    }

    @Test
    void boundariesAndWrongRangesAreRefused() {
        ByteBuffer data = Memory.filled(0, 1024);
        Check.invalidField(target.runOut(data, cdb -> AtomicCdb.buildWriteAtomic(cdb, 0, 2, 1)), 10);
        Check.outOfRange(target.runOut(data, cdb -> AtomicCdb.buildWriteAtomic(cdb, TestUnit.BLOCKS - 1, 2, 0)));
    }

    @Test
    void aStoreThatAPowerLossMayTearHasNoSuchCommand() {
        TestUnit cached = new TestUnit(new FakeBackstore(1 << 20));
        Check.sense(
                cached.runOut(Memory.filled(0, 512), cdb -> AtomicCdb.buildWriteAtomic(cdb, 0, 1, 0)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.INVALID_COMMAND_OPERATION_CODE);
    }
}
