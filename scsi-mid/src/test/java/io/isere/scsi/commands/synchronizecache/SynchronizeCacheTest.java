package io.isere.scsi.commands.synchronizecache;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SYNCHRONIZE CACHE (10) and (16). */
class SynchronizeCacheTest {
    private final FakeBackstore store = new FakeBackstore(TestUnit.BLOCKS * TestUnit.BLOCK_BYTES);
    private final TestUnit flushed = new TestUnit(store);

    @ParameterizedTest
    @EnumSource(names = {"TEN", "SIXTEEN"})
    void flushesTheBackstore(Access access) {
        Check.good(flushed.run(cdb -> access.layout.build(cdb, opcode(access), 0, 0)));
        Check.good(flushed.run(cdb -> access.layout.build(cdb, opcode(access), 100, 50)));
        assertThat(store.submitted(BackstoreOp.FLUSH)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"TEN", "SIXTEEN"})
    void withImmedIsGoodBeforeTheFlushIsDone(Access access) {
        store.hold();
        Check.good(flushed.run(cdb -> {
            int length = access.layout.build(cdb, opcode(access), 0, 0);
            access.layout.setImmed(cdb, true);
            return length;
        }));
        assertThat(store.submitted(BackstoreOp.FLUSH)).isEqualTo(1);
        store.release();
        flushed.loop.runAll();
    }

    @ParameterizedTest
    @EnumSource(names = {"TEN", "SIXTEEN"})
    void aRangeThatDoesNotExistIsRefused(Access access) {
        Check.outOfRange(flushed.run(cdb -> access.layout.build(cdb, opcode(access), TestUnit.BLOCKS, 0)));
        Check.outOfRange(flushed.run(cdb -> access.layout.build(cdb, opcode(access), TestUnit.BLOCKS - 1, 2)));
    }

    @Test
    void aFailedFlushIsAMediumError() {
        store.answer(BackstoreStatus.WRITE_ERROR);
        ScsiTask task = flushed.run(cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.SYNCHRONIZE_CACHE_16, 0, 0));
        Check.sense(task, SenseKey.MEDIUM_ERROR, SenseCode.WRITE_ERROR);
    }

    private static int opcode(Access access) {
        return access == Access.TEN ? Opcode.SYNCHRONIZE_CACHE_10 : Opcode.SYNCHRONIZE_CACHE_16;
    }
}
