package io.isere.scsi.commands.blockdevice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.initiator.ScsiException;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device that sanitizes itself for its user, who waits for the end. */
class SanitizingTest {
    private final TestUnit target = new TestUnit();
    private final BlockDevice device = target.open(target.port);
    private final ByteBuffer block = Memory.filled(0x55, 512);

    @Test
    void overwritesAndThenIsDone() {
        target.await(device.writeSame(0, TestUnit.BLOCKS, block));
        List<Double> progress = new ArrayList<>();
        target.await(device.sanitizing().progressHandler(progress::add).overwrite(new byte[] {0x2A}, 2, true));
        ByteBuffer read = ByteBuffer.allocateDirect(512);
        target.await(device.read(TestUnit.BLOCKS - 1, 1, read));
        assertThat(Memory.bytes(read)).containsOnly(0x2A);
        assertThat(progress).isSorted().allMatch(done -> done >= 0 && done < 1);
    }

    @Test
    void erasesBlocks() {
        target.await(device.writeSame(0, TestUnit.BLOCKS, block));
        target.await(device.sanitizing().blockErase());
        assertThat(target.unit.backstore().isMapped(0)).isFalse();
    }

    @Test
    void aMethodTheDeviceDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> target.await(device.sanitizing().cryptographicErase()))
                .isInstanceOfSatisfying(
                        ScsiException.class,
                        refusal -> assertThat(refusal.isIllegalRequest()).isTrue());
        assertThatThrownBy(() -> device.sanitizing().overwrite(new byte[0], 1, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> device.sanitizing().overwrite(new byte[1], 32, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFailureIsToldAndLeftByItsExit() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        TestUnit failing = new TestUnit(store);
        BlockDevice disk = failing.open(failing.port);
        store.answer(BackstoreStatus.WRITE_ERROR);
        assertThatThrownBy(() ->
                        failing.await(disk.sanitizing().allowUnrestrictedExit().overwrite(new byte[] {1}, 1, false)))
                .hasMessageContaining("SANITIZE COMMAND FAILED");
        store.answer(BackstoreStatus.OK);
        failing.await(disk.sanitizing().exitFailureMode());
        failing.await(disk.write(0, 1, block));
    }
}
