package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.LoopContext;
import io.isere.iscsi.initiator.InitiatorConnection;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.target.Target;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.TargetRecord;
import io.isere.iser.IserOptions;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.lun.ScsiTargetDevice;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.FakeBackstore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that begin badly, fall silent, or end under load. */
class EngineConnectionTest extends EngineTestBase {
    private static final long SECOND_NS = 1_000_000_000L;

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldFailTheTasksOfALostConnectionAndGiveBackTheirMemory(EngineRig.Wire wire) {
        FakeBackstore store = new FakeBackstore(256 << 20);
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, store);
        InitiatorSession session = rig.login();
        BlockDevice disk = rig.open(session, 0);
        store.hold();
        List<Submitted> commands = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            commands.add(i % 2 == 0 ? Submitted.read(rig, disk, 0, 2048) : Submitted.write(rig, disk, 0, 2048));
        }
        for (int i = 0; i < 20; i++) {
            rig.loop(0).step();
            rig.loop(1).step();
        }
        rig.targetConnections().get(0).close();
        rig.until("all have ended", () -> commands.stream().allMatch(Submitted::ended));
        assertThat(commands).allMatch(command -> command.completions == 1);
        assertThat(commands).allMatch(command -> command.task.outcome() == TaskOutcome.CONNECTION_LOST);
        assertThat(session.isOpen()).isFalse();
        assertThat(disk.submit(commands.get(0).task.resetResult(), ended -> {})).isEqualTo(SubmitResult.CLOSED);
        store.release();
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
        assertThat(rig.context(0).buffers().inUse()).isZero();
        assertThat(rig.context(1).buffers().inUse()).isZero();
        assertThat(rig.uncaught()).isEmpty();
        rig.open(rig.login(), 0);
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldListTargets(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        for (int i = 0; i < 300; i++) {
            String name = "iqn.2026-11.io.isere:another-target-with-a-rather-long-name-" + i;
            rig.server().addTarget(new Target(name, "", 1, new ScsiTargetDevice(name)));
        }
        List<TargetRecord> targets = rig.await(InitiatorConnection.discover(
                rig.context(1), InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1), rig.connector(1), rig.address()));
        assertThat(targets).hasSize(301);
        assertThat(targets).anyMatch(target -> target.name().equals(EngineRig.TARGET_NAME));
        assertThat(targets.get(0).addresses().get(0).port())
                .isEqualTo(rig.address().getPort());
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
    }

    @Test
    void shouldNameWhatIsWrongWithALogin() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.IWARP);
        Future<InitiatorSession> login =
                rig.loginLater(InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1), "iqn.2026-11.io.isere:nobody");
        rig.until("the login has ended", login::isComplete);
        assertThat(login.failed()).isTrue();
        assertThat(login.cause())
                .hasMessageContaining("iqn.2026-11.io.isere:nobody")
                .hasMessageContaining("0x0203");
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
        rig.login();
    }

    @Test
    void shouldGiveUpALoginThatIsNotAnswered() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        Future<InitiatorSession> login =
                rig.loginLater(InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1), EngineRig.TARGET_NAME);
        for (int i = 0; i < 100 && !login.isComplete(); i++) {
            rig.loop(1).advanceNs(SECOND_NS);
            rig.loop(1).runUntilIdle();
        }
        assertThat(login.failed()).isTrue();
        rig.settle();
        rig.login();
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldLogInOnANewConnectionWhenALoginIsNotAnswered(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        rig.silentAtFirst(2);
        Future<InitiatorSession> login = rig.loginLater(patient(3), EngineRig.TARGET_NAME);
        for (int attempt = 1; attempt <= 2; attempt++) {
            int reached = attempt;
            rig.until(
                    "a login has reached the target",
                    () -> rig.silentConnections().size() == reached
                            && rig.silentConnections().get(reached - 1).pdus == 1);
            assertThat(login.isComplete()).isFalse();
            rig.loop(1).advanceNs(5 * SECOND_NS);
        }
        assertThat(rig.await(login).isOpen()).isTrue();
        rig.until(
                "what was not answered is closed",
                () -> rig.silentConnections().stream().allMatch(connection -> connection.ended));
        assertThat(rig.server().sessionCount()).isEqualTo(1);
        assertThat(rig.uncaught()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldGiveUpAfterAsManyLoginsAsItWasTold(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        rig.silentAtFirst(10);
        Future<InitiatorSession> login = rig.loginLater(patient(2), EngineRig.TARGET_NAME);
        for (int attempt = 1; attempt <= 2; attempt++) {
            int reached = attempt;
            rig.until(
                    "a login has reached the target",
                    () -> rig.silentConnections().size() == reached
                            && rig.silentConnections().get(reached - 1).pdus == 1);
            rig.loop(1).advanceNs(5 * SECOND_NS);
        }
        rig.until("the login has ended", login::isComplete);
        assertThat(login.cause()).hasMessageContaining("no login within 5 s");
        rig.settle();
        assertThat(rig.silentConnections()).hasSize(2);
    }

    private static InitiatorSettings patient(int attempts) {
        return InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1).withLogin(5 * SECOND_NS, attempts);
    }

    @Test
    void shouldAskATargetOnceThatAnswers() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        Future<InitiatorSession> login = rig.loginLater(patient(3), "iqn.2026-11.io.isere:nobody");
        rig.until("the login has ended", login::isComplete);
        rig.settle();
        assertThat(rig.targetConnections()).hasSize(1);
    }

    @Test
    void shouldNotLogInOnAConnectionThatCameTooLate() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.TCP);
        Future<InitiatorSession> login = rig.loginLater(patient(1), EngineRig.TARGET_NAME);
        rig.loop(1).advanceNs(6 * SECOND_NS);
        rig.until("the login has ended", login::isComplete);
        assertThat(login.failed()).isTrue();
        rig.until(
                "what came of it is closed",
                () -> rig.closedConnections() == rig.targetConnections().size());
        assertThat(rig.server().sessionCount()).isZero();
        assertThat(rig.uncaught()).isEmpty();
    }

    @Test
    void shouldDropAPeerThatDoesNotLogIn() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        RawInitiator peer = new RawInitiator(rig);
        rig.loop(0).advanceNs(20 * SECOND_NS);
        rig.until("the target has closed", () -> rig.closedConnections() == 1 && peer.ended);
    }

    @Test
    void shouldReinstateASession() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, new RamBackstore(1 << 20));
        InitiatorSession first = rig.login();
        InitiatorSession second = rig.login();
        rig.until("the first is closed", () -> !first.isOpen());
        assertThat(second.isOpen()).isTrue();
        assertThat(rig.server().sessionCount()).isEqualTo(1);
        rig.open(second, 0);
    }

    @Test
    void shouldPingBothWaysAndStay() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        InitiatorSession session = rig.login();
        for (int i = 0; i < 200; i++) {
            rig.loop(0).advanceNs(SECOND_NS);
            rig.loop(1).advanceNs(SECOND_NS);
            rig.settle();
        }
        assertThat(session.isOpen()).isTrue();
        assertThat(rig.closedConnections()).isZero();
    }

    @Test
    void shouldNoticeATargetThatFellSilent() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        InitiatorSession session = rig.login();
        for (int i = 0; i < 25; i++) {
            rig.loop(1).advanceNs(SECOND_NS);
            rig.loop(1).runUntilIdle();
        }
        // In one process the other side has to let go of the memory before the end can be reported.
        rig.until("it is closed", () -> !session.isOpen());
        assertThat(session.endReason()).contains("ping");
    }

    @Test
    void shouldNoticeAnInitiatorThatFellSilent() {
        EngineRig rig = new EngineRig(
                EngineRig.Wire.INPROCESS,
                TargetSettings.defaults().withTimeouts(15 * SECOND_NS, 5 * SECOND_NS, 5 * SECOND_NS),
                IserOptions.defaults(),
                IserOptions.defaults());
        rig.login();
        for (int i = 0; i < 15; i++) {
            rig.loop(0).advanceNs(SECOND_NS);
            rig.loop(0).runUntilIdle();
        }
        rig.until("the session is closed", () -> rig.server().sessionCount() == 0);
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldLogOutWithCommandsOutstanding(EngineRig.Wire wire) {
        FakeBackstore store = new FakeBackstore(256 << 20);
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, store);
        InitiatorSession session = rig.login();
        BlockDevice disk = rig.open(session, 0);
        store.hold();
        Submitted read = Submitted.read(rig, disk, 0, 8);
        rig.settle();
        rig.await(session.logout());
        assertThat(read.task.outcome()).isEqualTo(TaskOutcome.CONNECTION_LOST);
        store.release();
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
        assertThat(rig.context(0).buffers().inUse()).isZero();
    }

    @Test
    void shouldKeepConnectionMemoryForTheNext() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        LoopContext context = rig.context(0);
        rig.await(rig.login().logout());
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
        int regions = context.memory().connectionRegionCount();
        for (int i = 0; i < 20; i++) {
            rig.await(rig.login().logout());
            rig.settle();
        }
        assertThat(context.memory().connectionRegionCount()).isEqualTo(regions);
        assertThat(context.memory().connectionRegionsInUse()).isZero();
    }
}
