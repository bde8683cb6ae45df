package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.access.AccessRule;
import io.isere.iscsi.access.AddressRange;
import io.isere.iscsi.access.Redirection;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.initiator.InitiatorConnection;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.text.TargetRecord;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.initiator.LunScanner;
import io.isere.scsi.lun.LunView;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.isere.scsi.testing.FakeBackstore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may log in and what it sees: access lists and LUN views, the same over every wire. */
class EngineAccessTest extends EngineTestBase {
    private static final String ALICE = "iqn.2026-11.io.isere:alice";
    private static final String BOB = "iqn.2026-11.io.isere:bob";

    private static InitiatorSettings initiator(String name) {
        return InitiatorSettings.of(name, 0x800000000001L);
    }

    private static EngineRig rig(EngineRig.Wire wire, TargetAccess access) {
        EngineRig rig = EngineRig.over(wire);
        for (int lun = 0; lun < 4; lun++) {
            rig.addLun(lun, new RamBackstore((lun + 1) << 20));
        }
        rig.server().access(EngineRig.TARGET_NAME, access);
        return rig;
    }

    private static String refusal(EngineRig rig, String name) {
        Future<InitiatorSession> login = rig.loginLater(initiator(name), EngineRig.TARGET_NAME);
        rig.until("the login has ended", login::isComplete);
        assertThat(login.failed()).isTrue();
        return login.cause().getMessage();
    }

    private static int[] luns(EngineRig rig, InitiatorSession session) {
        return rig.await(LunScanner.scan(session));
    }

    private static List<TargetRecord> discover(EngineRig rig, String name) {
        return rig.await(
                InitiatorConnection.discover(rig.context(1), initiator(name), rig.connector(1), rig.address()));
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void anInitiatorThatIsNotListedIsRefusedAndToldOfNothing(EngineRig.Wire wire) {
        EngineRig rig = rig(wire, TargetAccess.open().withRules(List.of(AccessRule.allow(ALICE))));
        assertThat(refusal(rig, BOB)).contains("0x0202", "not allowed access");
        assertThat(discover(rig, BOB)).isEmpty();
        assertThat(discover(rig, ALICE)).extracting(TargetRecord::name).containsExactly(EngineRig.TARGET_NAME);
        assertThat(rig.login(initiator(ALICE)).isOpen()).isTrue();
        assertThat(rig.uncaught()).isEmpty();
    }

    @Test
    void anInitiatorFromElsewhereIsRefused() {
        EngineRig rig = rig(
                EngineRig.Wire.TCP,
                TargetAccess.open()
                        .withRules(List.of(AccessRule.allow(ALICE)
                                .from(List.of(AddressRange.parse("192.0.2.0/24"), AddressRange.parse("::1"))))));
        assertThat(refusal(rig, ALICE)).contains("0x0202");
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void eachInitiatorSeesItsLogicalUnits(EngineRig.Wire wire) {
        EngineRig rig = rig(
                wire,
                TargetAccess.open()
                        .withRules(List.of(
                                AccessRule.allow(ALICE).seeing(LunView.only(Set.of(1, 3))),
                                AccessRule.allow(BOB).seeing(LunView.mapped(Map.of(0, 3, 7, 0, 9, 99))))));
        InitiatorSession alice = rig.login(initiator(ALICE));
        InitiatorSession bob = rig.login(initiator(BOB));
        assertThat(luns(rig, alice)).containsExactly(1, 3);
        assertThat(luns(rig, bob)).containsExactly(0, 7);
        assertThat(rig.open(bob, 0).geometry().capacityBytes()).isEqualTo(4 << 20);
        assertThat(rig.open(bob, 7).geometry().capacityBytes()).isEqualTo(1 << 20);
        Future<BlockDevice> hidden = BlockDevice.open(alice, 0, rig.registered(4096));
        rig.until("the hidden unit does not answer", hidden::isComplete);
        assertThat(hidden.failed()).isTrue();
        rig.addLun(99, new RamBackstore(1 << 20));
        assertThat(luns(rig, bob)).containsExactly(0, 7, 9);
        assertThat(luns(rig, alice)).containsExactly(1, 3);
    }

    @Test
    void aResetGoesByTheUnitAndNotByItsNumber() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.TCP);
        FakeBackstore store = new FakeBackstore(1 << 20);
        FakeBackstore secret = new FakeBackstore(1 << 20);
        rig.addLun(0, store);
        rig.addLun(5, secret);
        rig.server()
                .access(
                        EngineRig.TARGET_NAME,
                        TargetAccess.open()
                                .withRules(List.of(
                                        AccessRule.allow(BOB).seeing(LunView.mapped(Map.of(5, 0))),
                                        AccessRule.allow("*"))));
        InitiatorSession alice = rig.login(initiator(ALICE));
        InitiatorSession bob = rig.login(initiator(BOB));
        BlockDevice shared = rig.open(alice, 0);
        BlockDevice hidden = rig.open(alice, 5);
        store.hold();
        secret.hold();
        Submitted aborted = Submitted.read(rig, shared, 0, 8);
        Submitted untouched = Submitted.read(rig, hidden, 0, 8);
        rig.until(
                "both commands are there", () -> rig.targetConnections().get(0).activeTasks() == 2);
        List<TaskManagementResult> results = new ArrayList<>();
        bob.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, Lun.encode(5), null, results::add);
        bob.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, Lun.encode(0), null, results::add);
        rig.settle();
        store.release();
        rig.until("both resets are answered", () -> results.size() == 2);
        assertThat(results)
                .containsExactlyInAnyOrder(
                        TaskManagementResult.FUNCTION_COMPLETE, TaskManagementResult.LUN_DOES_NOT_EXIST);
        rig.settle();
        assertThat(untouched.ended()).isFalse();
        secret.release();
        rig.until("the command of the hidden unit ends", untouched::ended);
        assertThat(untouched.task.isGood()).isTrue();
        assertThat(aborted.ended() && aborted.task.isGood()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void aTargetThatHasMovedSaysWhere(EngineRig.Wire wire) {
        EngineRig rig = rig(wire, TargetAccess.open().redirectedTo(Redirection.to("192.0.2.1:3261", false)));
        assertThat(refusal(rig, ALICE)).contains("0x0101");
        rig.server()
                .access(EngineRig.TARGET_NAME, TargetAccess.open().redirectedTo(Redirection.to("[2001:db8::1]", true)));
        assertThat(refusal(rig, ALICE)).contains("0x0102");
    }
}
