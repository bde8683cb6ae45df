package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.initiator.RecoveringSession;
import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.iscsi.session.Resilience;
import io.isere.iscsi.target.TargetConnection;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iser.IserOptions;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions of several connections (RFC 7143 sections 4.2.2, 4.2.5.1, 6.3, 7.14 and 11.14), both roles. */
class EngineMultiConnectionTest extends EngineTestBase {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int CONNECTIONS = 3;

    private static EngineRig rig(EngineRig.Wire wire, int connections) {
        TargetSettings settings = TargetSettings.defaults().withResilience(new Resilience(connections, 0));
        return new EngineRig(wire, settings, IserOptions.defaults(), IserOptions.defaults());
    }

    private static InitiatorSettings initiator(int connections) {
        return InitiatorSettings.of(EngineRig.INITIATOR_NAME, 0x800000000001L)
                .withResilience(new Resilience(connections, 0));
    }

    private static InitiatorSession logIn(EngineRig rig) {
        InitiatorSession session = rig.login(initiator(CONNECTIONS));
        rig.until("all connections", () -> session.connectionCount() == CONNECTIONS);
        return session;
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldSpreadCommandsOverItsConnections(EngineRig.Wire wire) {
        EngineRig rig = rig(wire, CONNECTIONS);
        rig.addLun(0, new RamBackstore(VerifiedLoad.DISK_BYTES));
        InitiatorSession session = logIn(rig);
        assertThat(session.parameters().maxConnections()).isEqualTo(CONNECTIONS);
        assertThat(rig.server().sessionCount()).isEqualTo(1);

        VerifiedLoad load = new VerifiedLoad(rig, rig.open(session, 0), 42);
        load.run(300);
        assertThat(load.problems()).isEmpty();
        assertThat(rig.targetConnections()).hasSize(CONNECTIONS);

        rig.await(session.logout());
        rig.until("all connections are closed", () -> rig.closedConnections() == CONNECTIONS);
        assertNothingLeft(rig);
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldGoOnWhenOneConnectionIsLostAndAddItAgain(EngineRig.Wire wire) {
        EngineRig rig = rig(wire, CONNECTIONS);
        SlowBackstore store = new SlowBackstore(1 << 20, new SplittableRandom(7));
        rig.addLun(0, store);
        InitiatorSession session = logIn(rig);
        BlockDevice disk = rig.open(session, 0);
        List<Submitted> commands = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            commands.add(i % 2 == 0 ? Submitted.write(rig, disk, i * 8L, 8) : Submitted.read(rig, disk, i * 8L, 8));
        }
        rig.settle();
        busiest(rig).abort();
        rig.until("every command has ended", () -> {
            store.executeOne();
            advance(rig);
            return commands.stream().allMatch(Submitted::ended);
        });
        assertThat(commands).allSatisfy(command -> {
            assertThat(command.completions).isEqualTo(1);
            assertThat(command.task.isGood()).as("%s", command.task).isTrue();
        });
        assertThat(session.isOpen()).isTrue();
        rig.until("it is added again", () -> {
            advance(rig);
            return session.connectionCount() == CONNECTIONS;
        });
        assertThat(rig.server().sessionCount()).isEqualTo(1);
        rig.await(session.logout());
        rig.until("all is closed", () -> rig.server().connectionCount() == 0);
        assertNothingLeft(rig);
    }

    @Test
    void shouldTellPlainUsersOfCommandsThatWereCleared() {
        EngineRig rig = rig(EngineRig.Wire.TCP, 2);
        SlowBackstore store = new SlowBackstore(1 << 20, new SplittableRandom(7));
        rig.addLun(0, store);
        InitiatorSession session = rig.login(initiator(2));
        rig.until("both connections", () -> session.connectionCount() == 2);
        BlockDevice disk = rig.openPlain(session, 0);
        List<Submitted> commands = List.of(Submitted.read(rig, disk, 0, 8), Submitted.read(rig, disk, 8, 8));
        rig.settle();
        rig.targetConnections().get(0).abort();
        rig.until("both have ended", () -> {
            store.executeOne();
            advance(rig);
            return commands.stream().allMatch(Submitted::ended);
        });
        assertThat(commands.stream().filter(command -> command.task.isGood())).hasSize(1);
        assertThat(session.isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldReopenTheSessionWhenTheLastConnectionIsLost(EngineRig.Wire wire) {
        EngineRig rig = rig(wire, CONNECTIONS);
        rig.addLun(0, new RamBackstore(1 << 20));
        RecoveringSession session = rig.await(rig.openRecovering(initiator(CONNECTIONS), ReopenPolicy.defaults(), 5));
        rig.until("all connections", () -> rig.server().connectionCount() == CONNECTIONS);
        BlockDevice disk = rig.open(session, 0);
        rig.targetConnections().forEach(TargetConnection::abort);
        rig.until("the session is lost", () -> !session.isLoggedIn());
        rig.until("it is open again, with all connections", () -> {
            advance(rig);
            return session.isLoggedIn() && rig.server().connectionCount() == CONNECTIONS;
        });
        Submitted read = Submitted.read(rig, disk, 0, 8);
        rig.until("the read has ended", read::ended);
        assertThat(read.task.isGood()).isTrue();
        assertThat(rig.server().sessionCount()).isEqualTo(1);
    }

    @Test
    void shouldHaveOneConnectionWhereTheTargetGrantsOne() {
        EngineRig rig = rig(EngineRig.Wire.TCP, 1);
        rig.addLun(0, new RamBackstore(1 << 20));
        InitiatorSession session = rig.login(initiator(CONNECTIONS));
        for (int i = 0; i < 20; i++) {
            advance(rig);
        }
        assertThat(session.connectionCount()).isEqualTo(1);
        assertThat(rig.targetConnections()).hasSize(1);
    }

    @Test
    void shouldResetALogicalUnitWithCommandsOnEveryConnection() {
        EngineRig rig = rig(EngineRig.Wire.TCP, CONNECTIONS);
        SlowBackstore store = new SlowBackstore(1 << 20, new SplittableRandom(3));
        rig.addLun(0, store);
        InitiatorSession session = logIn(rig);
        BlockDevice disk = rig.openPlain(session, 0);
        List<Submitted> commands = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            commands.add(Submitted.write(rig, disk, i, 1));
        }
        List<TaskManagementResult> results = new ArrayList<>();
        session.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, null, results::add);
        rig.until("the reset is answered", () -> {
            store.executeOne();
            return !results.isEmpty();
        });
        assertThat(results).containsExactly(TaskManagementResult.FUNCTION_COMPLETE);
        assertThat(commands).allMatch(Submitted::ended);
        assertThat(session.activeTasks()).isZero();
    }

    @Test
    void shouldLogOutOneConnectionThatTheTargetAsksFor() {
        EngineRig rig = rig(EngineRig.Wire.TCP, CONNECTIONS);
        rig.addLun(0, new RamBackstore(1 << 20));
        InitiatorSession session = logIn(rig);
        rig.targetConnections().get(1).requestLogout(10);
        rig.until("it has left", () -> rig.closedConnections() == 1);
        assertThat(session.isOpen()).isTrue();
        assertThat(session.connectionCount()).isEqualTo(CONNECTIONS - 1);
        Submitted read = Submitted.read(rig, rig.open(session, 0), 0, 8);
        rig.until("the read has ended", read::ended);
        assertThat(read.task.isGood()).isTrue();
    }

    @Test
    void shouldEndTheSessionWhenTheTargetAsksForAllOfIt() {
        EngineRig rig = rig(EngineRig.Wire.TCP, CONNECTIONS);
        rig.addLun(0, new RamBackstore(1 << 20));
        InitiatorSession session = logIn(rig);
        rig.server().removeTarget(EngineRig.TARGET_NAME, 5);
        rig.until("the session has ended", () -> {
            advance(rig);
            return session.ended().isComplete() && rig.server().connectionCount() == 0;
        });
        assertNothingLeft(rig);
    }

    private static TargetConnection busiest(EngineRig rig) {
        return rig.targetConnections().stream()
                .filter(connection -> connection.activeTasks() > 0)
                .findFirst()
                .orElseThrow();
    }

    private static void advance(EngineRig rig) {
        rig.settle();
        rig.loop(0).advanceNs(SECOND_NS / 4);
        rig.loop(1).advanceNs(SECOND_NS / 4);
    }

    private static void assertNothingLeft(EngineRig rig) {
        assertThat(rig.server().sessionCount()).isZero();
        assertThat(rig.context(0).buffers().inUse()).isZero();
        assertThat(rig.context(1).buffers().inUse()).isZero();
        assertThat(rig.context(0).memory().connectionRegionsInUse()).isZero();
        assertThat(rig.context(1).memory().connectionRegionsInUse()).isZero();
        assertThat(rig.uncaught()).isEmpty();
    }
}
