package io.isere.scsi.commands.blockdevice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.initiator.Comparison;
import io.isere.scsi.initiator.ScsiException;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that verifies, compares, and compares and writes for its user. */
class CompareTest {
    private static final int BLOCKS = 100;

    /** Nine commands for a hundred blocks. */
    private final TestUnit target =
            new TestUnit(TestUnit.builder().maxTransferBytes(12 * 512).build(), false);

    private final BlockDevice device = target.open(target.port);
    private final ByteBuffer data = Memory.random(new Random(11), BLOCKS * 512);

    @Test
    void verifiesARangeOfAnyLength() {
        target.await(device.verify(0, 0));
        target.await(device.verify(0, TestUnit.BLOCKS));
        assertThatThrownBy(() -> device.verify(1, TestUnit.BLOCKS)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void verifyFailsWhereTheMediumDoes() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        TestUnit failing = new TestUnit(store);
        store.answer(BackstoreStatus.READ_ERROR);
        BlockDevice bad = failing.open(failing.port);
        assertThatThrownBy(() -> failing.await(bad.verify(0, 8)))
                .isInstanceOfSatisfying(
                        ScsiException.class,
                        failure -> assertThat(failure.senseKey()).isEqualTo(SenseKey.MEDIUM_ERROR));
    }

    @Test
    void whatIsTheSameComparesEqual() {
        write(7);
        assertThat(target.await(device.compare(7, BLOCKS, data))).isEqualTo(new Comparison(true, Comparison.UNKNOWN));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 511, 12 * 512 - 1, 12 * 512, 50_000, BLOCKS * 512 - 1})
    void tellsWhereTheFirstDifferenceIs(int at) {
        write(7);
        for (int differing = at; differing < BLOCKS * 512; differing += 10_000) {
            data.put(differing, (byte) ~data.get(differing));
        }
        assertThat(target.await(device.compare(7, BLOCKS, data))).isEqualTo(new Comparison(false, at));
    }

    @Test
    void comparesFromThePositionOfTheBuffer() {
        write(7);
        assertThat(target.await(device.compare(17, 90, data.position(10 * 512))).equal())
                .isTrue();
        assertThat(data.position()).isEqualTo(10 * 512);
    }

    @Test
    void aComparisonThatFailsIsNoDifference() {
        TestUnit none = new TestUnit();
        BlockDevice lost = none.open(none.port);
        none.port.close();
        assertThatThrownBy(() -> none.await(lost.compare(0, 1, data)))
                .hasMessage("VERIFY(16) to LUN 0: CONNECTION LOST");
    }

    @Test
    void replacesWhatIsAsExpected() {
        write(0);
        ByteBuffer replacement = Memory.filled(0x77, 4 * 512);
        assertThat(target.await(device.compareAndWrite(0, 4, data, replacement)).equal())
                .isTrue();
        assertThat(target.await(device.compare(0, 4, replacement)).equal()).isTrue();
    }

    @Test
    void leavesWhatIsNotAsExpectedAndTellsWhere() {
        write(0);
        ByteBuffer expected = ByteBuffer.allocateDirect(4 * 512).put(0, data, 0, 4 * 512);
        expected.put(1000, (byte) ~expected.get(1000));
        assertThat(target.await(device.compareAndWrite(0, 4, expected, Memory.filled(0x77, 4 * 512))))
                .isEqualTo(new Comparison(false, 1000));
        assertThat(target.await(device.compare(0, BLOCKS, data)).equal()).isTrue();
    }

    @Test
    void comparesAndWritesNoMoreThanTheDeviceDoesAtOnce() {
        int max = device.limits().maxCompareBlocks();
        assertThat(max).isEqualTo(target.unit.maxCompareBlocks());
        ByteBuffer whole = ByteBuffer.allocateDirect(1024 * 512);
        assertThatThrownBy(() -> device.compareAndWrite(0, max + 1, whole, whole))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most " + max);
        assertThat(target.await(device.compareAndWrite(0, 0, whole, whole)).equal())
                .isTrue();
    }

    @Test
    void flushesARange() {
        target.await(device.flush(10, 100));
        assertThatThrownBy(() -> device.flush(TestUnit.BLOCKS, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void write(long lba) {
        target.await(device.write(lba, BLOCKS, data));
    }
}
