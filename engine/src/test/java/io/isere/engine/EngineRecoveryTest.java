package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.initiator.RecoveringSession;
import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.iscsi.initiator.SessionNotice;
import io.isere.iscsi.session.SessionState;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.initiator.DiskIdentity;
import io.isere.scsi.initiator.ScsiException;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.FakeBackstore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions that lose their connection and are opened again. */
class EngineRecoveryTest extends EngineTestBase {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final InitiatorSettings SETTINGS = InitiatorSettings.of(EngineRig.INITIATOR_NAME, 0x800000000001L);
    private static final ReopenPolicy QUICK =
            ReopenPolicy.defaults().withDelays(SECOND_NS / 100, SECOND_NS / 10).withGiveUp(30 * SECOND_NS);

    private final List<SessionNotice> notices = new ArrayList<>();

    private RecoveringSession open(EngineRig rig, ReopenPolicy policy) {
        RecoveringSession session = rig.await(rig.openRecovering(SETTINGS, policy, 1));
        session.watch(notices::add);
        return session;
    }

    private List<SessionNotice.Kind> kinds() {
        return notices.stream().map(SessionNotice::kind).toList();
    }

    /** Lets time pass in steps of a second, as far as needed. */
    private static void pass(EngineRig rig, String what, java.util.function.BooleanSupplier done) {
        rig.until(what, () -> {
            rig.loop(0).advanceNs(SECOND_NS / 20);
            rig.loop(1).advanceNs(SECOND_NS / 20);
            return done.getAsBoolean();
        });
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldSendHeldCommandsAgain(EngineRig.Wire wire) {
        FakeBackstore store = new FakeBackstore(256 << 20);
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, store);
        RecoveringSession session = open(rig, QUICK);
        BlockDevice disk = rig.open(session, 0);
        store.hold();
        List<Submitted> commands = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            commands.add(i % 2 == 0 ? Submitted.read(rig, disk, 0, 256) : Submitted.write(rig, disk, 0, 256));
        }
        rig.settle();
        rig.targetConnections().get(0).abort();
        rig.until("the connection is lost", () -> !session.isLoggedIn());
        assertThat(session.state()).isEqualTo(SessionState.Q4_FAILED);
        assertThat(commands).noneMatch(Submitted::ended);
        assertThat(session.heldTasks()).isEqualTo(100);
        Submitted late = Submitted.read(rig, disk, 0, 8);
        assertThat(late.result).isEqualTo(SubmitResult.ACCEPTED);
        store.release();
        pass(rig, "all have ended", () -> commands.stream().allMatch(Submitted::ended) && late.ended());
        assertThat(commands).allMatch(command -> command.completions == 1 && command.task.isGood());
        assertThat(late.task.isGood()).isTrue();
        assertThat(kinds())
                .containsExactly(
                        SessionNotice.Kind.LOST, SessionNotice.Kind.RECONNECTING, SessionNotice.Kind.RECOVERED);
        assertThat(rig.server().sessionCount()).isEqualTo(1);
        rig.await(session.logout());
        assertThat(kinds()).last().isEqualTo(SessionNotice.Kind.CLOSED);
        rig.until("the target has closed", () -> rig.closedConnections() == 2);
        assertThat(rig.context(0).buffers().inUse()).isZero();
        assertThat(rig.context(1).buffers().inUse()).isZero();
        assertThat(rig.uncaught()).isEmpty();
    }

    @Test
    void shouldWaitForTime2WaitBeforeItComesBack() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, new RamBackstore(1 << 20));
        RecoveringSession session = open(rig, QUICK);
        rig.targetConnections().get(0).abort();
        rig.until("the connection is lost", () -> !session.isLoggedIn());
        long lostNs = rig.loop(1).nowNs();
        pass(rig, "it is back", session::isLoggedIn);
        assertThat(rig.loop(1).nowNs() - lostNs).isGreaterThanOrEqualTo(2 * SECOND_NS);
    }

    @Test
    void shouldNotSendAgainWhatMustNotBeExecutedTwice() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, store);
        RecoveringSession session = open(rig, QUICK);
        rig.open(session, 0);
        store.hold();
        byte[] cdb = new byte[16];
        cdb[0] = (byte) Opcode.COMPARE_AND_WRITE;
        cdb[13] = 1;
        Submitted command = Submitted.raw(rig, session, 0, cdb, DataDirection.OUT, 1024);
        rig.settle();
        rig.targetConnections().get(0).abort();
        rig.until("it has ended", command::ended);
        assertThat(command.task.outcome()).isEqualTo(TaskOutcome.CONNECTION_LOST);
        store.release();
    }

    @Test
    void shouldGiveUpInTheEndAndSayWhy() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, store);
        RecoveringSession session = open(rig, QUICK);
        BlockDevice disk = rig.open(session, 0);
        store.hold();
        Submitted read = Submitted.read(rig, disk, 0, 8);
        rig.settle();
        rig.stopListening();
        rig.targetConnections().get(0).abort();
        rig.settle();
        store.release();
        pass(rig, "it has ended", session.ended()::isComplete);
        assertThat(read.task.outcome()).isEqualTo(TaskOutcome.CONNECTION_LOST);
        assertThat(read.completions).isEqualTo(1);
        assertThat(session.endReason()).contains("30 s").contains("attempts");
        assertThat(kinds()).last().isEqualTo(SessionNotice.Kind.FAILED);
        assertThat(Submitted.read(rig, disk, 0, 8).result).isEqualTo(SubmitResult.CLOSED);
        assertThat(rig.loop(1).timerCount()).isZero();
    }

    @Test
    void shouldComeBackWhenTheTargetDoes() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, new RamBackstore(1 << 20));
        RecoveringSession session = open(rig, QUICK);
        BlockDevice disk = rig.open(session, 0);
        rig.stopListening();
        rig.targetConnections().get(0).abort();
        pass(rig, "three attempts", () -> notices.stream().anyMatch(notice -> notice.attempt() == 3));
        rig.listenAgain();
        pass(rig, "it is back", session::isLoggedIn);
        rig.await(disk.read(0, 8, rig.registered(4096)));
    }

    @Test
    void shouldPurge() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, store);
        RecoveringSession session = open(rig, QUICK);
        BlockDevice disk = rig.open(session, 0);
        store.hold();
        Submitted held = Submitted.read(rig, disk, 0, 8);
        rig.settle();
        rig.targetConnections().get(0).abort();
        rig.until("the connection is lost", () -> !session.isLoggedIn());
        Future<Void> purged = session.purge();
        assertThat(held.task.outcome()).isEqualTo(TaskOutcome.CONNECTION_LOST);
        rig.await(purged);
        store.release();
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
        assertThat(rig.loop(1).timerCount()).isZero();
        RecoveringSession other = open(rig, QUICK);
        rig.await(other.purge());
        assertThat(other.endReason()).isEqualTo("purged");
        assertThat(other.submit(held.task.resetResult())).isEqualTo(SubmitResult.CLOSED);
    }

    @Test
    void shouldStayLostWhenItIsNotToComeBack() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, new RamBackstore(1 << 20));
        RecoveringSession session = open(rig, ReopenPolicy.never());
        rig.targetConnections().get(0).abort();
        rig.await(session.ended());
        assertThat(session.state()).isEqualTo(SessionState.Q1_FREE);
        assertThat(kinds()).containsExactly(SessionNotice.Kind.FAILED);
    }

    @Test
    void shouldClimbTheLadderToTheNextSession() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, store);
        RecoveringSession session = open(rig, QUICK.withGiveUp(600 * SECOND_NS));
        BlockDevice disk = rig.open(session, 0);
        store.hold();
        Submitted read = Submitted.read(rig, disk, 0, 8);
        Submitted other = Submitted.write(rig, disk, 64, 8);
        pass(rig, "the session is lost", () -> !session.isLoggedIn());
        assertThat(notices.get(0).message()).contains("recover");
        store.release();
        pass(rig, "all have ended", () -> read.ended() && other.ended());
        assertThat(read.task.isGood()).isTrue();
        assertThat(other.task.isGood()).isTrue();
        assertThat(read.completions + other.completions).isEqualTo(2);
    }

    /** While the session was lost, another disk was put where the first was: what was meant for that must not reach it. */
    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldSendNothingToAnotherDiskThatHasTheNumberOfOneItKnew(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        FakeBackstore first = new FakeBackstore(1 << 20);
        FakeBackstore second = new FakeBackstore(1 << 20);
        rig.addLun(0, first);
        rig.addLun(1, new RamBackstore(1 << 20));
        RecoveringSession session = open(rig, QUICK);
        BlockDevice disk = rig.open(session, 0);
        BlockDevice neighbour = rig.open(session, 1);
        for (int lun = 0; lun < 2; lun++) {
            session.rememberDisk(lun, rig.await(DiskIdentity.of(session, lun)));
        }
        first.hold();
        Submitted held = Submitted.write(rig, disk, 0, 8);
        rig.until("the store has it", () -> first.submitted(BackstoreOp.WRITE) == 1);
        rig.targetConnections().get(0).abort();
        rig.until("the connection is lost", () -> !session.isLoggedIn());
        rig.device().removeLun(0);
        rig.device()
                .addLun(
                        0,
                        LogicalUnit.builder(LogicalUnitIdentity.derive("iqn.2026-11.io.isere:another", 0), second)
                                .build());
        first.release();
        pass(rig, "it has ended", held::ended);
        assertThat(held.task.outcome()).isEqualTo(TaskOutcome.ANOTHER_DISK);
        Submitted late = Submitted.write(rig, disk, 0, 8);
        pass(rig, "it has ended", late::ended);
        assertThat(late.task.outcome()).isEqualTo(TaskOutcome.ANOTHER_DISK);
        assertThat(ScsiException.of(late.task)).hasMessageContaining("another disk answers at this LUN");
        assertThat(second.submitted(BackstoreOp.WRITE)).isZero();
        rig.await(neighbour.write(0, 8, rig.registered(4096)));
        session.rememberDisk(0, DiskIdentity.UNKNOWN);
        rig.await(rig.open(session, 0).write(0, 8, rig.registered(4096)));
        assertThat(second.submitted(BackstoreOp.WRITE)).isEqualTo(1);
    }

    @Test
    void shouldKnowItsDisksAgainHoweverOftenItIsLost() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, new RamBackstore(1 << 20));
        RecoveringSession session = open(rig, QUICK);
        BlockDevice disk = rig.open(session, 0);
        session.rememberDisk(0, rig.await(DiskIdentity.of(session, 0)));
        for (int round = 0; round < 3; round++) {
            int connections = rig.targetConnections().size();
            rig.targetConnections().get(connections - 1).abort();
            rig.until("the connection is lost", () -> !session.isLoggedIn());
            Submitted read = Submitted.read(rig, disk, 0, 8);
            pass(rig, "it has ended", read::ended);
            assertThat(read.task.isGood()).isTrue();
        }
    }

    /** The session is lost a second time while its disks are being looked at. */
    @Test
    void shouldComeBackWhenItIsLostAgainBeforeItsDisksWereLookedAt() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, new RamBackstore(1 << 20));
        RecoveringSession session = open(rig, QUICK);
        BlockDevice disk = rig.open(session, 0);
        session.rememberDisk(0, rig.await(DiskIdentity.of(session, 0)));
        rig.targetConnections().get(0).abort();
        rig.until("the connection is lost", () -> !session.isLoggedIn());
        pass(
                rig,
                "the next one is logged in",
                () -> rig.targetConnections().size() == 2
                        && rig.targetConnections().get(1).isLoggedIn());
        rig.targetConnections().get(1).abort();
        Submitted read = Submitted.read(rig, disk, 0, 8);
        pass(rig, "it has ended", read::ended);
        assertThat(read.task.isGood()).isTrue();
        rig.await(session.logout());
        assertThat(rig.uncaught()).isEmpty();
    }

    @Test
    void shouldPurgeWhileItsDisksAreLookedAt() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, new RamBackstore(1 << 20));
        RecoveringSession session = open(rig, QUICK);
        rig.open(session, 0);
        session.rememberDisk(0, rig.await(DiskIdentity.of(session, 0)));
        rig.targetConnections().get(0).abort();
        rig.until("the connection is lost", () -> !session.isLoggedIn());
        pass(
                rig,
                "the next one is logged in",
                () -> rig.targetConnections().size() == 2
                        && rig.targetConnections().get(1).isLoggedIn());
        rig.await(session.purge());
        rig.until("the target has closed", () -> rig.closedConnections() == 2);
        assertThat(rig.loop(1).timerCount()).isZero();
    }
}
