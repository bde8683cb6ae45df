package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorConnection;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.target.Target;
import io.isere.iscsi.text.TargetAddress;
import io.isere.iscsi.text.TargetRecord;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.lun.ScsiTargetDevice;
import io.isere.scsi.testing.FakeBackstore;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Targets, logical units and portal groups of a node that come and go while it runs. */
class EngineTargetsTest extends EngineTestBase {
    private static final String SECOND = "iqn.2026-11.io.isere:second";

    private static InitiatorSettings initiator(int number) {
        return InitiatorSettings.of(EngineRig.INITIATOR_NAME, 0x800000000001L + number);
    }

    private static ScsiTargetDevice disk(String name) {
        ScsiTargetDevice device = new ScsiTargetDevice(name);
        device.addLun(
                0,
                LogicalUnit.builder(LogicalUnitIdentity.derive(name, 0), new RamBackstore(1 << 20))
                        .build());
        return device;
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldEndTheSessionsOfARemovedTargetOnly(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, new RamBackstore(1 << 20));
        rig.server().addTarget(new Target(SECOND, "", Set.of(), disk(SECOND)));
        InitiatorSession staying = rig.login(initiator(0));
        InitiatorSession going = rig.await(rig.loginLater(initiator(1), SECOND));
        List<Future<Void>> gone = rig.server().removeTarget(SECOND, 5);
        assertThat(gone).hasSize(1);
        rig.await(gone.get(0));
        rig.until("its session ends", () -> !going.isOpen());
        assertThat(rig.server().sessionCount(SECOND)).isZero();
        assertThat(staying.isOpen()).isTrue();
        rig.open(staying, 0);
        Future<InitiatorSession> again = rig.loginLater(initiator(2), SECOND);
        rig.until("the login is refused", again::isComplete);
        assertThat(again.cause()).hasMessageContaining("has been removed");
        assertThat(rig.uncaught()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldLeadToATargetThroughThePortalsOfItsGroupsOnly(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        rig.server().addTarget(new Target(SECOND, "", Set.of(2, 3), disk(SECOND)));
        rig.server()
                .portals(List.of(
                        new TargetAddress("192.0.2.1", 3260, 1),
                        new TargetAddress("192.0.2.2", 3260, 2),
                        new TargetAddress("192.0.2.3", 3260, 3)));
        Future<InitiatorSession> login = rig.loginLater(initiator(0), SECOND);
        rig.until("the login is refused", login::isComplete);
        assertThat(login.cause()).hasMessageContaining("does not exist at this address");
        List<TargetRecord> targets =
                rig.await(InitiatorConnection.discover(rig.context(1), initiator(1), rig.connector(1), rig.address()));
        assertThat(targets).extracting(TargetRecord::name).containsExactly(EngineRig.TARGET_NAME, SECOND);
        assertThat(targets.get(0).addresses())
                .extracting(TargetAddress::portalGroupTag)
                .containsExactly(1);
        assertThat(targets.get(1).addresses())
                .extracting(TargetAddress::portalGroupTag)
                .containsExactly(2, 3);
    }

    @Test
    void shouldWaitForTheCommandsOfARemovedLogicalUnit() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        EngineRig rig = EngineRig.over(EngineRig.Wire.IWARP);
        rig.addLun(0, new RamBackstore(1 << 20));
        rig.addLun(1, store);
        InitiatorSession session = rig.login();
        BlockDevice disk = rig.open(session, 1);
        store.hold();
        Submitted read = Submitted.read(rig, disk, 0, 8);
        rig.until("the command is there", () -> rig.targetConnections().get(0).activeTasks() == 1);
        rig.device().removeLun(1);
        Future<Void> idle =
                rig.server().awaitIdle(EngineRig.TARGET_NAME, 1, 1L << 60).get(0);
        rig.settle();
        assertThat(idle.isComplete()).isFalse();
        store.release();
        rig.await(idle);
        rig.until("the command ends", read::ended);
        assertThat(read.task.isGood()).isTrue();
        rig.open(session, 0);
    }

    @Test
    void shouldAbortTheCommandsOfARemovedLogicalUnitThatDoNotEnd() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(1, store);
        InitiatorSession session = rig.login();
        BlockDevice disk = rig.open(session, 1);
        store.hold();
        Submitted.read(rig, disk, 0, 8);
        rig.until("the command is there", () -> rig.targetConnections().get(0).activeTasks() == 1);
        rig.device().removeLun(1);
        Future<Void> idle = rig.server().awaitIdle(EngineRig.TARGET_NAME, 1, 0).get(0);
        rig.settle();
        store.release();
        rig.await(idle);
        assertThat(rig.targetConnections().get(0).activeTasks()).isZero();
        assertThat(session.isOpen()).isTrue();
    }
}
