package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.iscsi.initiator.EscalationPolicy;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iser.IserOptions;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that do not simply succeed: aborted, overdue, failing, too many, with the wrong length. */
class EngineTaskTest extends EngineTestBase {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int MIB_BLOCKS = 2048;

    private final FakeBackstore store = new FakeBackstore(256 << 20);

    private EngineRig rigOver(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, store);
        return rig;
    }

    private static TaskManagementResult[] manage(
            InitiatorSession session, TaskManagementFunction function, Submitted reference) {
        TaskManagementResult[] result = new TaskManagementResult[1];
        session.manage(function, Lun.encode(0), reference == null ? null : reference.task, r -> result[0] = r);
        return result;
    }

    /** Through a buffer that is shorter than that, in pieces, and never by waiting for a buffer that does not exist. */
    @ParameterizedTest
    @EnumSource
    void shouldMoveMemoryThatIsNotRegistered(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, new RamBackstore(16 << 20));
        BlockDevice disk = rig.open(rig.login(), 0);
        ByteBuffer written = Memory.random(new Random(5), 3_000_320);
        ByteBuffer read = ByteBuffer.allocateDirect(written.capacity());
        int blocks = written.capacity() / 512;
        rig.await(disk.write(9, blocks, written));
        rig.await(disk.read(9, blocks, read));
        assertThat(read).isEqualTo(written);
        assertThat(rig.await(disk.compare(9, blocks, written)).equal()).isTrue();
        ScsiTask single = disk.prepareWrite(new ScsiTask(), 0, blocks, false);
        single.clientData().add(written, 0, written.capacity());
        assertThatThrownBy(() -> disk.submit(single, ended -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("register it");
        assertThat(rig.context(1).buffers().inUse()).isZero();
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldAbortATaskThatTheBackstoreHolds(EngineRig.Wire wire) {
        EngineRig rig = rigOver(wire);
        InitiatorSession session = rig.login();
        BlockDevice disk = rig.open(session, 0);
        store.hold();
        Submitted read = Submitted.read(rig, disk, 0, 8);
        rig.until("the store has it", () -> store.submitted(BackstoreOp.READ) == 1);

        TaskManagementResult[] result = manage(session, TaskManagementFunction.ABORT_TASK, read);
        rig.settle();
        assertThat(result[0]).as("the store still works on the task's memory").isNull();
        assertThat(read.ended()).isFalse();

        store.release();
        rig.until("the abort is answered", () -> result[0] != null);
        assertThat(result[0]).isEqualTo(TaskManagementResult.FUNCTION_COMPLETE);
        assertThat(read.task.outcome()).isEqualTo(TaskOutcome.ABORTED);
        assertThat(read.completions).isEqualTo(1);
        assertThat(rig.context(0).buffers().inUse()).isZero();
        assertUsable(rig, disk);
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldResetALogicalUnit(EngineRig.Wire wire) {
        EngineRig rig = rigOver(wire);
        InitiatorSession session = rig.login();
        InitiatorSession other = rig.login(InitiatorSettings.of("iqn.2026-11.io.isere:other", 2));
        BlockDevice disk = rig.open(session, 0);
        BlockDevice otherDisk = rig.open(other, 0);
        store.hold();
        List<Submitted> commands = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            commands.add(Submitted.read(rig, disk, i * 8L, 8));
            commands.add(Submitted.write(rig, disk, i * 8L, 8));
        }
        rig.until(
                "the store has all",
                () -> store.submitted(BackstoreOp.READ) == 5 && store.submitted(BackstoreOp.WRITE) == 5);
        TaskManagementResult[] result = manage(session, TaskManagementFunction.LOGICAL_UNIT_RESET, null);
        rig.settle();
        store.release();
        rig.until("the reset is answered", () -> result[0] != null);
        assertThat(result[0]).isEqualTo(TaskManagementResult.FUNCTION_COMPLETE);
        for (Submitted command : commands) {
            assertThat(command.task.outcome()).isEqualTo(TaskOutcome.ABORTED);
            assertThat(command.completions).isEqualTo(1);
        }
        assertThat(rig.context(0).buffers().inUse()).isZero();
        assertUsable(rig, disk);
        assertUsable(rig, otherDisk);
    }

    @Test
    void shouldTellThatATaskHasEndedAlready() {
        EngineRig rig = rigOver(EngineRig.Wire.INPROCESS);
        InitiatorSession session = rig.login();
        BlockDevice disk = rig.open(session, 0);
        Submitted read = Submitted.read(rig, disk, 0, 8);
        rig.until("it has ended", read::ended);
        TaskManagementResult[] result = manage(session, TaskManagementFunction.ABORT_TASK, read);
        rig.settle();
        assertThat(result[0]).isEqualTo(TaskManagementResult.TASK_DOES_NOT_EXIST);
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldAbortAnOverdueCommand(EngineRig.Wire wire) {
        EngineRig rig = rigOver(wire);
        InitiatorSession session = rig.login(InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1)
                .withTimeouts(15 * SECOND_NS, SECOND_NS, 3600 * SECOND_NS));
        BlockDevice disk = rig.openPlain(session, 0);
        store.hold();
        Submitted read = Submitted.read(rig, disk, 0, 8);
        rig.until("the store has it", () -> store.submitted(BackstoreOp.READ) == 1);
        rig.loop(1).advanceNs(3 * SECOND_NS);
        rig.settle();
        store.release();
        rig.until("it has ended", read::ended);
        assertThat(read.task.outcome()).isEqualTo(TaskOutcome.TIMED_OUT);
        assertThat(session.isOpen()).isTrue();
        assertUsable(rig, disk);
    }

    @Test
    void shouldDropTheConnectionWhenNoStepOfTheLadderIsAnswered() {
        EngineRig rig = rigOver(EngineRig.Wire.INPROCESS);
        InitiatorSession session = rig.login(InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1)
                .withTimeouts(15 * SECOND_NS, SECOND_NS, 3600 * SECOND_NS)
                .withEscalation(new EscalationPolicy(SECOND_NS, SECOND_NS, SECOND_NS, SECOND_NS)));
        BlockDevice disk = rig.openPlain(session, 0);
        store.hold();
        Submitted read = Submitted.read(rig, disk, 0, 8);
        rig.until("the store has it", () -> store.submitted(BackstoreOp.READ) == 1);
        for (int i = 0; i < 20 && session.isOpen(); i++) {
            rig.loop(1).advanceNs(SECOND_NS);
            rig.settle();
        }
        assertThat(session.isOpen()).isFalse();
        assertThat(read.task.outcome()).isEqualTo(TaskOutcome.TIMED_OUT);
        assertThat(session.endReason()).contains("recover");
        assertThat(rig.closedConnections()).as("the store still holds the task").isZero();
        store.release();
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
        assertThat(rig.context(0).buffers().inUse()).isZero();
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldMakeCommandsWaitForBuffers(EngineRig.Wire wire) {
        EngineRig rig = rigOver(wire);
        BlockDevice disk = rig.open(rig.login(), 0);
        store.hold();
        List<Submitted> commands = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            commands.add(
                    i % 2 == 0 ? Submitted.read(rig, disk, 0, MIB_BLOCKS) : Submitted.write(rig, disk, 0, MIB_BLOCKS));
        }
        rig.settle();
        int atStore = store.submitted(BackstoreOp.READ) + store.submitted(BackstoreOp.WRITE);
        assertThat(atStore).isPositive().isLessThan(100);
        store.release();
        rig.until("all have ended", () -> commands.stream().allMatch(Submitted::ended));
        assertThat(commands).allMatch(command -> command.task.isGood());
        rig.until("the last response has left", () -> rig.context(0).buffers().inUse() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldKeepToASmallWindow(int depth) {
        EngineRig rig = new EngineRig(
                EngineRig.Wire.IWARP,
                TargetSettings.defaults().withQueueDepth(depth),
                IserOptions.defaults(),
                IserOptions.defaults());
        rig.addLun(0, new RamBackstore(1 << 20));
        BlockDevice disk = rig.open(rig.login(), 0);
        List<Submitted> commands = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            commands.add(i % 3 == 0 ? Submitted.write(rig, disk, i, 64) : Submitted.read(rig, disk, i, 3));
        }
        rig.until("all have ended", () -> commands.stream().allMatch(Submitted::ended));
        assertThat(commands).allMatch(command -> command.task.isGood());
        assertThat(rig.closedConnections()).isZero();
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldReportSenseAndResidual(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, new RamBackstore(1 << 20));
        InitiatorSession session = rig.login();
        rig.open(session, 0);

        Submitted tooFar = read10(rig, session, 1 << 20, 1, 512);
        rig.until("it has ended", tooFar::ended);
        assertThat(tooFar.task.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(tooFar.task.sense().get(2) & 0x0f).isEqualTo(5);
        assertThat(tooFar.task.sense().get(12)).isEqualTo((byte) 0x21);
        assertThat(tooFar.task.underflowBytes()).isEqualTo(512);

        Submitted under = read10(rig, session, 0, 1, 4096);
        Submitted over = read10(rig, session, 0, 8, 512);
        rig.until("they have ended", () -> under.ended() && over.ended());
        assertThat(under.task.isGood()).isTrue();
        assertThat(under.task.underflowBytes()).isEqualTo(3584);
        assertThat(under.task.transferredBytes()).isEqualTo(512);
        assertThat(over.task.overflowBytes()).isEqualTo(3584);
        assertThat(over.task.transferredBytes()).isEqualTo(512);
    }

    private static Submitted read10(EngineRig rig, InitiatorSession session, int lba, int blocks, int bufferBytes) {
        byte[] cdb = {
            0x28, 0, (byte) (lba >> 24), (byte) (lba >> 16), (byte) (lba >> 8), (byte) lba, 0, 0, (byte) blocks, 0
        };
        return Submitted.raw(rig, session, 0, cdb, DataDirection.IN, bufferBytes);
    }

    @Test
    void shouldCarryALongCdbInAnAhs() {
        EngineRig rig = rigOver(EngineRig.Wire.IWARP);
        InitiatorSession session = rig.login();
        rig.open(session, 0);
        byte[] cdb = new byte[32];
        cdb[0] = 0x7f;
        cdb[7] = 24;
        Submitted command = Submitted.raw(rig, session, 0, cdb, DataDirection.NONE, 0);
        rig.until("it has ended", command::ended);
        assertThat(command.task.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void shouldWorkWithoutRemoteInvalidation() {
        EngineRig rig = new EngineRig(
                EngineRig.Wire.IWARP,
                TargetSettings.defaults(),
                IserOptions.defaults().withSendWithInvalidate(false),
                IserOptions.defaults());
        rig.addLun(0, store);
        BlockDevice disk = rig.open(rig.login(), 0);
        for (int i = 0; i < 10; i++) {
            assertUsable(rig, disk);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldNotReadDeeperThanTheInitiatorServes(int depth) {
        EngineRig rig = new EngineRig(
                EngineRig.Wire.IWARP,
                TargetSettings.defaults(),
                IserOptions.defaults(),
                IserOptions.defaults().withReadDepth(depth, 1));
        rig.addLun(0, new RamBackstore(16 << 20));
        BlockDevice disk = rig.open(rig.login(), 0);
        List<Submitted> commands = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            commands.add(Submitted.write(rig, disk, i * 100L, 100 + i * 7));
        }
        rig.until("all have ended", () -> commands.stream().allMatch(Submitted::ended));
        assertThat(commands).allMatch(command -> command.task.isGood());
    }

    private static void assertUsable(EngineRig rig, BlockDevice disk) {
        rig.await(disk.write(0, 8, rig.registered(4096)));
        rig.await(disk.read(0, 8, rig.registered(4096)));
        assertThat(rig.uncaught()).isEmpty();
    }
}
