package io.isere.scsi.commands.startstopunit;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.cdb.StartStopUnitCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.api.Test;

/** START STOP UNIT of a unit whose medium cannot be removed. */
class StartStopUnitTest {
    private final FakeBackstore store = new FakeBackstore(TestUnit.BLOCKS * TestUnit.BLOCK_BYTES);
    private final TestUnit target = new TestUnit(store);

    @Test
    void aStoppedUnitIsNotReadyUntilItIsStarted() {
        Check.good(target.run(cdb -> StartStopUnitCdb.build(cdb, false, false, false)));
        assertThat(store.submitted(BackstoreOp.FLUSH)).isEqualTo(1);
        Check.sense(target.run(TestUnitReadyCdb::build), SenseKey.NOT_READY, SenseCode.NOT_READY_INITIALIZING_REQUIRED);
        Check.sense(
                target.read(0, 1, Memory.filled(0, 512)),
                SenseKey.NOT_READY,
                SenseCode.NOT_READY_INITIALIZING_REQUIRED);
        Check.good(target.run(cdb -> StartStopUnitCdb.build(cdb, true, false, false)));
        Check.good(target.run(TestUnitReadyCdb::build));
    }

    @Test
    void noFlushStopsWithoutFlush() {
        Check.good(target.run(cdb -> StartStopUnitCdb.build(cdb, false, false, true)));
        assertThat(store.submitted(BackstoreOp.FLUSH)).isZero();
    }

    @Test
    void ejectIsRefused() {
        Check.invalidField(target.run(cdb -> StartStopUnitCdb.build(cdb, false, true, false)), 4);
    }

    @Test
    void powerConditionsAreTakenAndOnlyActiveDoesSomething() {
        for (int condition = 2; condition < 16; condition++) {
            Check.good(powerCondition(condition));
            Check.good(target.run(TestUnitReadyCdb::build));
        }
        Check.good(target.run(cdb -> StartStopUnitCdb.build(cdb, false, false, false)));
        Check.good(powerCondition(2));
        Check.sense(target.run(TestUnitReadyCdb::build), SenseKey.NOT_READY, SenseCode.NOT_READY_INITIALIZING_REQUIRED);
        Check.good(powerCondition(1));
        Check.good(target.run(TestUnitReadyCdb::build));
    }

    private ScsiTask powerCondition(int condition) {
        return target.run(cdb -> {
            int length = StartStopUnitCdb.build(cdb, false, true, false);
            cdb.put(4, (byte) (condition << 4 | cdb.get(4)));
            return length;
        });
    }
}
