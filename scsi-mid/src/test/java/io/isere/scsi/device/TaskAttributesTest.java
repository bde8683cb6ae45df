package io.isere.scsi.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskAttribute;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.AllocationAssert;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.TestPort;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SIMPLE, ORDERED, HEAD OF QUEUE and ACA (SAM-5 8): what may be with the backstore at the same time. */
class TaskAttributesTest {
    private final FakeBackstore store = new FakeBackstore(TestUnit.BLOCKS * TestUnit.BLOCK_BYTES);
    private final TestUnit target = new TestUnit(store);
    private final TestPort other = target.connect("other", 16);
    private final List<ScsiTask> ended = new ArrayList<>();

    private ScsiTask start(TaskAttribute attribute) {
        return start(target.port, attribute);
    }

    private ScsiTask start(TestPort port, TaskAttribute attribute) {
        store.hold();
        ScsiTask task = read().attribute(attribute).completion(ended::add);
        assertThat(port.submit(task)).isEqualTo(SubmitResult.ACCEPTED);
        return task;
    }

    private static ScsiTask read() {
        ScsiTask task = TestUnit.prepare(cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.READ_16, 0, 1));
        return TestUnit.withData(task, DataDirection.IN, ByteBuffer.allocateDirect(512));
    }

    @Test
    void orderedWaitsForOlderOnesAndYoungerOnesWaitForIt() {
        ScsiTask first = start(TaskAttribute.SIMPLE);
        ScsiTask second = start(TaskAttribute.UNTAGGED);
        ScsiTask ordered = start(TaskAttribute.ORDERED);
        ScsiTask last = start(TaskAttribute.SIMPLE);
        assertThat(store.heldCount()).isEqualTo(2);
        store.releaseOne(1);
        assertThat(store.heldCount()).as("one older command is left").isEqualTo(1);
        store.releaseOne(0);
        assertThat(store.heldCount()).as("the ordered command alone").isEqualTo(1);
        store.releaseOne(0);
        store.releaseOne(0);
        assertThat(ended).containsExactly(second, first, ordered, last);
    }

    @Test
    void headOfQueueOvertakesDormantCommandsAndHoldsUpYoungerOnes() {
        start(TaskAttribute.SIMPLE);
        ScsiTask ordered = start(TaskAttribute.ORDERED);
        ScsiTask head = start(TaskAttribute.HEAD_OF_QUEUE);
        ScsiTask simple = start(TaskAttribute.SIMPLE);
        assertThat(store.heldCount()).isEqualTo(2);
        store.releaseOne(0);
        assertThat(store.heldCount()).as("head of queue goes before").isEqualTo(1);
        store.releaseOne(0);
        assertThat(ended).last().isSameAs(head);
        store.releaseOne(0);
        assertThat(ended).last().isSameAs(ordered);
        store.releaseOne(0);
        assertThat(ended).last().isSameAs(simple);
    }

    @Test
    void anotherNexusHasATaskSetOfItsOwn() {
        start(TaskAttribute.ORDERED);
        start(other, TaskAttribute.ORDERED);
        start(other, TaskAttribute.SIMPLE);
        assertThat(store.heldCount()).isEqualTo(2);
    }

    @Test
    void aDormantCommandCanBeAborted() {
        ScsiTask first = start(TaskAttribute.SIMPLE);
        ScsiTask ordered = start(TaskAttribute.ORDERED);
        ScsiTask last = start(TaskAttribute.SIMPLE);
        target.port.manage(TaskManagementFunction.ABORT_TASK, Lun.encode(0), ordered, result -> {});
        store.release();
        target.loop.runAll();
        assertThat(ended).containsExactly(first, ordered, last);
        assertThat(ordered.outcome()).isEqualTo(TaskOutcome.ABORTED);
        assertThat(last.isGood()).isTrue();
    }

    @Test
    void aResetEndsEnabledAndDormantCommands() {
        for (int round = 0; round < 3; round++) {
            start(TaskAttribute.SIMPLE);
            start(TaskAttribute.ORDERED);
        }
        List<Object> results = new ArrayList<>();
        target.port.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, Lun.encode(0), null, results::add);
        store.release();
        target.loop.runAll();
        assertThat(ended).hasSize(6).allMatch(task -> task.outcome() == TaskOutcome.ABORTED);
        assertThat(results).hasSize(1);
        Check.sense(target.run(read()), SenseKey.UNIT_ATTENTION, SenseCode.BUS_DEVICE_RESET_OCCURRED);
        Check.good(target.run(read()));
    }

    @Test
    void acaIsRefusedSinceThereIsNoSuchCondition() {
        Check.sense(
                target.run(read().attribute(TaskAttribute.ACA)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.INVALID_MESSAGE_ERROR);
    }

    /** Any order of arrivals and ends: what is with the backstore is what SAM-5 8.6 allows, and all that it allows. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyMixKeepsTheRules(long seed) {
        Random random = new Random(seed);
        TaskAttribute[] attributes = {
            TaskAttribute.SIMPLE, TaskAttribute.SIMPLE, TaskAttribute.ORDERED, TaskAttribute.HEAD_OF_QUEUE
        };
        List<TaskAttribute> living = new ArrayList<>();
        List<ScsiTask> tasks = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            if (living.size() < 12 && random.nextBoolean()) {
                TaskAttribute attribute = attributes[random.nextInt(attributes.length)];
                living.add(attribute);
                tasks.add(start(attribute));
            } else if (store.heldCount() > 0) {
                store.releaseOne(random.nextInt(store.heldCount()));
                ScsiTask done = ended.remove(0);
                living.remove(tasks.indexOf(done));
                tasks.remove(done);
            }
            assertThat(store.heldCount() > 0)
                    .as("seed %d, step %d: somebody of %s is served", seed, step, living)
                    .isEqualTo(!living.isEmpty());
            assertAllowed(tasks, living);
        }
    }

    private void assertAllowed(List<ScsiTask> tasks, List<TaskAttribute> living) {
        for (ScsiTask task : tasks) {
            boolean enabled = store.holds(Command.of(task).io());
            int at = tasks.indexOf(task);
            List<TaskAttribute> older = living.subList(0, at);
            boolean mayRun = switch (task.attribute()) {
                case HEAD_OF_QUEUE -> true;
                case ORDERED -> older.isEmpty();
                default -> !older.contains(TaskAttribute.ORDERED) && !older.contains(TaskAttribute.HEAD_OF_QUEUE);
            };
            assertThat(enabled && !mayRun)
                    .as("%s runs before %s", task.attribute(), older)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SIMPLE", "ORDERED", "HEAD_OF_QUEUE"})
    void noAttributeAllocates(TaskAttribute attribute) {
        TestUnit ram = new TestUnit();
        ScsiTask[] tasks = new ScsiTask[4];
        for (int index = 0; index < tasks.length; index++) {
            tasks[index] = read().attribute(attribute).completion(done -> {});
        }
        AllocationAssert.zeroBytes(20_000, 10_000, () -> {
            for (ScsiTask task : tasks) {
                ram.port.submit(task);
            }
        });
        assertThat(tasks[0].isGood()).isTrue();
    }
}
