package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.session.Resilience;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.tcp.TcpOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ErrorRecoveryLevel 1, both roles: what digests rule out comes again, and the connection stays (RFC 7143 section 7.1.5). */
class EngineErrorRecoveryTest extends EngineTestBase {
    private static final long SECOND_NS = 1_000_000_000L;

    private final DamagingSockets.Damage damage = new DamagingSockets.Damage();

    private EngineRig rig(int level, boolean initialR2t, int segmentBytes, long seed) {
        LocalValues keys = LocalValues.none()
                .with(NegotiationKey.HEADER_DIGEST, "CRC32C")
                .with(NegotiationKey.DATA_DIGEST, "CRC32C")
                .with(NegotiationKey.IMMEDIATE_DATA, true)
                .with(NegotiationKey.INITIAL_R2T, initialR2t)
                .with(NegotiationKey.FIRST_BURST_LENGTH, 65536)
                .with(NegotiationKey.MAX_BURST_LENGTH, 131072)
                .with(NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, segmentBytes);
        TcpOptions options = TcpOptions.plain().withKeys(keys);
        EngineRig rig = new EngineRig(
                TargetSettings.defaults().withResilience(new Resilience(1, level)),
                options,
                options,
                sockets -> new DamagingSockets(sockets, damage, seed));
        rig.addLun(0, new RamBackstore(VerifiedLoad.DISK_BYTES));
        return rig;
    }

    private static InitiatorSession logIn(EngineRig rig, int level) {
        return rig.login(InitiatorSettings.of(EngineRig.INITIATOR_NAME, 0x800000000001L)
                .withResilience(new Resilience(1, level)));
    }

    @ParameterizedTest
    @CsvSource({"false, 8192, 1", "true, 8192, 2", "false, 65536, 3", "true, 4096, 4", "false, 262144, 5"})
    void shouldRecoverDamagedDataWithoutLosingTheConnection(boolean initialR2t, int segmentBytes, long seed) {
        EngineRig rig = rig(1, initialR2t, segmentBytes, seed);
        InitiatorSession session = logIn(rig, 1);
        assertThat(session.parameters().errorRecoveryLevel()).isEqualTo(1);
        VerifiedLoad load = new VerifiedLoad(rig, rig.open(session, 0), seed);
        damage.oneIn = segmentBytes > 65536 ? 10 : 60;
        load.run(200);
        damage.oneIn = 0;
        assertThat(load.problems()).isEmpty();
        assertThat(damage.done).isGreaterThan(10);
        assertThat(rig.targetConnections()).hasSize(1);
        assertThat(session.isOpen()).isTrue();

        // An idle initiator acknowledges what it has got, and the target keeps nothing any more.
        rig.until("nothing is kept", () -> {
            rig.settle();
            rig.loop(1).advanceNs(SECOND_NS);
            return rig.targetConnections().get(0).activeTasks() == 0;
        });
        rig.await(session.logout());
        rig.until("it is closed", () -> rig.closedConnections() == 1);
        assertThat(rig.context(0).buffers().inUse()).isZero();
        assertThat(rig.context(1).buffers().inUse()).isZero();
        assertThat(rig.context(0).memory().connectionRegionsInUse()).isZero();
        assertThat(rig.context(1).memory().connectionRegionsInUse()).isZero();
        assertThat(rig.uncaught()).isEmpty();
    }

    @Test
    void shouldAgreeOnTheLowerLevel() {
        assertThat(logIn(rig(1, true, 8192, 1), 0).parameters().errorRecoveryLevel())
                .isZero();
        assertThat(logIn(rig(0, true, 8192, 1), 1).parameters().errorRecoveryLevel())
                .isZero();
    }
}
