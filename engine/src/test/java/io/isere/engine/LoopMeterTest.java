package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.Counter;
import io.isere.datamover.LatencySink;
import io.isere.datamover.LoopMeter;
import io.isere.datamover.Operation;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both ends count agrees with what was done. */
class LoopMeterTest extends EngineTestBase {
    private static final int TARGET = 0;
    private static final int INITIATOR = 1;

    private static long count(EngineRig rig, Counter counter) {
        return Stream.of(INITIATOR, TARGET)
                .mapToLong(side -> rig.context(side).meter().get(counter))
                .sum();
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldCountWhatWasDone(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, new RamBackstore(1 << 20));
        InitiatorSession session = rig.login();
        BlockDevice disk = rig.open(session, 0);
        ByteBuffer buffer = rig.registered(8 * 512);
        long before = count(rig, Counter.TARGET_COMMANDS);
        rig.await(disk.write(0, 8, buffer));
        rig.await(disk.read(0, 4, buffer));
        rig.await(disk.flush());
        assertThat(count(rig, Counter.TARGET_COMMANDS) - before).isEqualTo(3);
        assertThat(count(rig, Counter.INITIATOR_COMMANDS)).isEqualTo(count(rig, Counter.TARGET_COMMANDS));
        assertThat(count(rig, Counter.TARGET_WRITTEN_BYTES)).isEqualTo(8 * 512);
        assertThat(count(rig, Counter.INITIATOR_WRITTEN_BYTES)).isEqualTo(8 * 512);
        // READ CAPACITY and its like count too: they move data.
        assertThat(count(rig, Counter.TARGET_READ_BYTES)).isGreaterThanOrEqualTo(4 * 512);
        assertThat(count(rig, Counter.INITIATOR_READ_BYTES)).isEqualTo(count(rig, Counter.TARGET_READ_BYTES));
        assertThat(count(rig, Counter.TARGET_NOT_GOOD)).isEqualTo(count(rig, Counter.INITIATOR_NOT_GOOD));
        assertThat(count(rig, Counter.TARGET_LOGINS)).isEqualTo(1);
        assertThat(count(rig, Counter.TARGET_CONNECTIONS)).isEqualTo(1);
        assertThat(count(rig, Counter.TARGET_LOGIN_FAILURES)).isZero();
    }

    @Test
    void shouldHaveANameUnitAndHelpForEach() {
        assertThat(Arrays.stream(Counter.values()).map(Counter::id)).doesNotHaveDuplicates();
        for (Counter counter : Counter.values()) {
            assertThat(counter.id()).matches("[a-z]+(\\.[a-z]+)+");
            assertThat(counter.unit()).isNotBlank();
            assertThat(counter.help()).isNotBlank();
        }
    }

    @Test
    void shouldKeepCountersApart() {
        LoopMeter meter = new LoopMeter(LatencySink.NONE);
        meter.add(Counter.TARGET_LOGINS, 3);
        meter.count(Counter.TARGET_LOGINS);
        assertThat(meter.get(Counter.TARGET_LOGINS)).isEqualTo(4);
        assertThat(meter.get(Counter.TARGET_COMMANDS)).isZero();
        assertThat(Operation.of(0x88)).isEqualTo(Operation.READ);
        assertThat(Operation.of(0x2A)).isEqualTo(Operation.WRITE);
        assertThat(Operation.of(0x91)).isEqualTo(Operation.FLUSH);
        assertThat(Operation.of(0x42)).isEqualTo(Operation.UNMAP);
        assertThat(Operation.of(0x12)).isEqualTo(Operation.OTHER);
    }
}
