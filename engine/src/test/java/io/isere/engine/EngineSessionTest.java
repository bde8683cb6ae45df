package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.initiator.RecoveringSession;
import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.NopOutBhs;
import io.isere.iscsi.target.TargetLimits;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iser.IserOptions;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.FakeBackstore;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions at the target: reinstatement, limits, logout requests, pings. */
class EngineSessionTest extends EngineTestBase {
    private static final long SECOND_NS = 1_000_000_000L;

    private static InitiatorSettings host(int number, int isid) {
        return InitiatorSettings.of(EngineRig.INITIATOR_NAME + number, isid);
    }

    private static EngineRig rig(TargetSettings settings) {
        return new EngineRig(EngineRig.Wire.INPROCESS, settings, IserOptions.defaults(), IserOptions.defaults());
    }

    private static void seconds(EngineRig rig, int side, int count) {
        for (int i = 0; i < count; i++) {
            rig.loop(side).advanceNs(SECOND_NS);
            rig.settle();
        }
    }

    private static byte[] ping(int tag) {
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
        new NopOutBhs()
                .wrap(pdu, 0)
                .init()
                .immediateBit(true)
                .initiatorTaskTag(tag)
                .targetTransferTag(Bhs.RESERVED_TAG);
        return pdu.array();
    }

    /** A write of the old session that lands after the new one's first would undo an acknowledged write. */
    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldAnswerALoginOnlyWhenTheOldSessionsTasksHaveEnded(EngineRig.Wire wire) {
        FakeBackstore store = new FakeBackstore(1 << 20);
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, store);
        InitiatorSession old = rig.login(host(1, 1));
        BlockDevice disk = rig.open(old, 0);
        store.hold();
        Submitted write = Submitted.write(rig, disk, 0, 8);
        rig.until("the store has it", () -> store.submitted(BackstoreOp.WRITE) == 1);
        Future<InitiatorSession> again = rig.loginLater(host(1, 1), EngineRig.TARGET_NAME);
        rig.until("the old connection is gone", write::ended);
        assertThat(write.task.outcome()).isEqualTo(TaskOutcome.CONNECTION_LOST);
        rig.settle();
        assertThat(again.isComplete()).isFalse();
        store.release();
        InitiatorSession session = rig.await(again);
        assertThat(rig.closedConnections()).isEqualTo(1);
        assertThat(rig.server().sessionCount()).isEqualTo(1);
        rig.open(session, 0);
        rig.until("the last answer has left", () -> rig.context(0).buffers().inUse() == 0);
    }

    @Test
    void shouldLetTheLastOfSeveralLoginsHaveTheSession() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, store);
        BlockDevice disk = rig.open(rig.login(host(1, 1)), 0);
        store.hold();
        Submitted write = Submitted.write(rig, disk, 0, 8);
        rig.until("the store has it", () -> store.submitted(BackstoreOp.WRITE) == 1);
        Future<InitiatorSession> second = rig.loginLater(host(1, 1), EngineRig.TARGET_NAME);
        Future<InitiatorSession> third = rig.loginLater(host(1, 1), EngineRig.TARGET_NAME);
        rig.until("the first is gone", write::ended);
        store.release();
        rig.until("both are answered", () -> second.isComplete() && third.isComplete());
        rig.settle();
        assertThat(rig.server().sessionCount()).isEqualTo(1);
        assertThat(rig.closedConnections()).isEqualTo(2);
        assertThat(third.result().isOpen()).isTrue();
    }

    @Test
    void shouldForgetALoginThatGaveUpWaiting() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, store);
        BlockDevice disk = rig.open(rig.login(host(1, 1)), 0);
        store.hold();
        Submitted.write(rig, disk, 0, 8);
        rig.until("the store has it", () -> store.submitted(BackstoreOp.WRITE) == 1);
        Future<InitiatorSession> again = rig.loginLater(host(1, 1).withLogin(15 * SECOND_NS, 1), EngineRig.TARGET_NAME);
        rig.settle();
        seconds(rig, 1, 20);
        assertThat(again.failed()).isTrue();
        store.release();
        rig.until("all is closed", () -> rig.closedConnections() == 2);
        assertThat(rig.server().sessionCount()).isZero();
        rig.login(host(1, 1));
    }

    @Test
    void shouldRefuseSessionsBeyondItsLimits() {
        EngineRig rig = rig(TargetSettings.defaults().withLimits(new TargetLimits(3, 2, 100)));
        rig.login(host(1, 1));
        rig.login(host(1, 2));
        Future<InitiatorSession> third = rig.loginLater(host(1, 3), EngineRig.TARGET_NAME);
        rig.until("it is answered", third::isComplete);
        assertThat(third.cause()).hasMessageContaining("0x0302");
        rig.login(host(2, 1));
        Future<InitiatorSession> fourth = rig.loginLater(host(3, 1), EngineRig.TARGET_NAME);
        rig.until("it is answered", fourth::isComplete);
        assertThat(fourth.cause()).hasMessageContaining("0x0302");
        rig.login(host(1, 1));
        assertThat(rig.server().sessionCount()).isEqualTo(3);
    }

    @Test
    void shouldRefuseConnectionsBeyondItsLimit() {
        EngineRig rig = rig(TargetSettings.defaults().withLimits(new TargetLimits(100, 100, 2)));
        InitiatorSession first = rig.login(host(1, 1));
        rig.login(host(1, 2));
        Future<InitiatorSession> third = rig.loginLater(host(1, 3), EngineRig.TARGET_NAME);
        rig.until("it is answered", third::isComplete);
        assertThat(third.cause()).hasMessageContaining("0x0302");
        rig.await(first.logout());
        rig.until("room again", () -> rig.server().connectionCount() == 1);
        rig.login(host(1, 3));
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldLogOutWhenAskedTo(EngineRig.Wire wire) {
        FakeBackstore store = new FakeBackstore(1 << 20);
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, store);
        InitiatorSession session = rig.login(host(1, 1));
        BlockDevice disk = rig.open(session, 0);
        store.hold();
        Submitted write = Submitted.write(rig, disk, 0, 8);
        rig.until("the store has it", () -> store.submitted(BackstoreOp.WRITE) == 1);
        rig.targetConnections().get(0).requestLogout(60);
        rig.settle();
        assertThat(session.isOpen()).as("a command is under way").isTrue();
        store.release();
        rig.await(session.ended());
        assertThat(write.task.isGood()).isTrue();
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
    }

    @Test
    void shouldComeBackAfterALogoutThatWasAskedFor() {
        EngineRig rig = EngineRig.over(EngineRig.Wire.INPROCESS);
        rig.addLun(0, new RamBackstore(1 << 20));
        RecoveringSession session = rig.await(rig.openRecovering(host(1, 1), ReopenPolicy.defaults(), 1));
        BlockDevice disk = rig.open(session, 0);
        rig.targetConnections().get(0).requestLogout(0);
        rig.until("it has logged out", () -> !session.isLoggedIn());
        Submitted read = Submitted.read(rig, disk, 0, 8);
        seconds(rig, 1, 4);
        rig.until("it is back", read::ended);
        assertThat(read.task.isGood()).isTrue();
    }

    @Test
    void shouldNoticeSilenceAfterAnUnansweredPing() {
        EngineRig rig = rig(TargetSettings.defaults().withTimeouts(15 * SECOND_NS, 5 * SECOND_NS, 5 * SECOND_NS));
        RawInitiator peer = new RawInitiator(rig);
        peer.login();
        // It does not answer pings but sends a command now and then: it lives.
        for (int i = 0; i < 6; i++) {
            seconds(rig, 0, 4);
            peer.sendPdu(ping(i));
            rig.settle();
            assertThat(rig.closedConnections()).isZero();
        }
        seconds(rig, 0, 15);
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
    }
}
