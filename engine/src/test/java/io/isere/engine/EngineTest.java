package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both roles, from the block device down to the wire and back. */
class EngineTest extends EngineTestBase {
    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldReadBackWhatItWrote(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, new RamBackstore(64 * MIB));
        InitiatorSession session = rig.login();
        BlockDevice disk = rig.open(session, 0);
        assertThat(disk.geometry().capacityBytes()).isEqualTo(64 * MIB);

        ByteBuffer out = rig.registered(MIB);
        ByteBuffer in = rig.registered(MIB);
        new Random(1).ints(MIB / 4, 0, Integer.MAX_VALUE).forEach(i -> out.putInt(i));
        out.clear();
        rig.await(disk.write(7, MIB / 512, out));
        rig.await(disk.read(7, MIB / 512, in));
        assertThat(in).isEqualTo(out);
        rig.await(disk.flush());
        rig.await(session.logout());
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
        assertThat(rig.uncaught()).isEmpty();
        assertThat(rig.context(0).buffers().inUse()).isZero();
        assertThat(rig.context(1).buffers().inUse()).isZero();
    }
}
