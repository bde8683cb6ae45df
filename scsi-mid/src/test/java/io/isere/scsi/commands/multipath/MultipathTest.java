package io.isere.scsi.commands.multipath;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.SecondPort;
import io.isere.scsi.testing.TestPort;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One unit by two paths, as in libiscsi's MultipathIO: simple, reset, COMPARE AND WRITE one after the other and at once. */
class MultipathTest {
    private static final int ROUNDS = 50;

    private final TestUnit target = new TestUnit();
    private final SecondPort second = new SecondPort(target, "second");
    private final List<TestPort> paths = List.of(target.port, second.port);

    private ScsiTask compareAndWrite(int from, int to) {
        ByteBuffer both = Memory.filled(from, 1024);
        both.put(512, Memory.bytes(Memory.filled(to, 512)));
        return TestUnit.withData(
                TestUnit.prepare(cdb -> AtomicCdb.buildCompareAndWrite(cdb, 0, 1)), DataDirection.OUT, both);
    }

    private byte[] readBySecond() {
        ByteBuffer back = ByteBuffer.allocateDirect(512);
        Check.good(second.runIn(back, cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.READ_16, 0, 1)));
        return Memory.bytes(back);
    }

    @Test
    void whatOnePathHasWrittenTheOtherReads() {
        for (int round = 1; round <= ROUNDS; round++) {
            Check.good(target.write(0, 1, Memory.filled(round, 512)));
            assertThat(readBySecond()).containsOnly(round);
        }
    }

    @Test
    void aResetByEitherPathIsToldOnBoth() {
        for (TestPort resetting : paths) {
            List<TaskManagementResult> results = new ArrayList<>();
            resetting.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, Lun.encode(0), null, results::add);
            target.loop.runUntil(() -> !results.isEmpty());
            assertThat(results).containsExactly(TaskManagementResult.FUNCTION_COMPLETE);
            Check.sense(
                    target.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.BUS_DEVICE_RESET_OCCURRED);
            Check.sense(
                    second.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.BUS_DEVICE_RESET_OCCURRED);
            Check.good(target.run(TestUnitReadyCdb::build));
            Check.good(second.run(TestUnitReadyCdb::build));
        }
    }

    @Test
    void compareAndWriteByTurns() {
        for (int round = 0; round < ROUNDS; round++) {
            Check.good(target.run(compareAndWrite(round % 2 * 2, 1)));
            Check.good(second.run(compareAndWrite(1, (round + 1) % 2 * 2)));
        }
    }

    @Test
    void ofTwoAtOnceThatExpectTheSameOneWins() {
        for (int round = 0; round < ROUNDS; round++) {
            List<ScsiTask> ended = new ArrayList<>();
            for (TestPort path : paths) {
                path.submit(compareAndWrite(round, round + 1).completion(ended::add));
            }
            target.loop.runUntil(() -> ended.size() == 2);
            assertThat(ended.stream().filter(ScsiTask::isGood)).as("winners").hasSize(1);
            ScsiTask loser =
                    ended.stream().filter(task -> !task.isGood()).toList().get(0);
            Check.sense(loser, SenseKey.MISCOMPARE, SenseCode.MISCOMPARE_DURING_VERIFY);
            assertThat(readBySecond()).containsOnly(round + 1);
        }
    }
}
