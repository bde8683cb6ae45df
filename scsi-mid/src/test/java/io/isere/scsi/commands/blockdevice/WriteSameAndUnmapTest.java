package io.isere.scsi.commands.blockdevice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.initiator.BlockExtent;
import io.isere.scsi.initiator.LbaStatus;
import io.isere.scsi.initiator.ProvisioningStatus;
import io.isere.scsi.initiator.ScsiException;
import io.isere.scsi.initiator.WriteSameOption;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device that writes the same, unmaps, and tells what is mapped, for its user. */
class WriteSameAndUnmapTest {
    /** Two WRITE SAME, and two UNMAP, at least for all of it. */
    private static final int BLOCKS = 0x6_0000;

    private final TestUnit target = new TestUnit(new RamBackstore((long) BLOCKS * 512));
    private final BlockDevice device = target.open(target.port);
    private final ByteBuffer block = Memory.filled(0x3C, 512);

    @Test
    void knowsWhatTheDeviceTakes() {
        assertThat(device.limits().unmaps()).isTrue();
        assertThat(device.limits().writeSameUnmaps()).isTrue();
        assertThat(device.limits().unmappedAreZeros()).isTrue();
        assertThat(device.limits().maxWriteSameBlocks()).isEqualTo(target.unit.maxWriteSameBlocks());
        assertThat(device.limits().maxUnmapBlocks()).isBetween(1L, BLOCKS - 1L);
    }

    @Test
    void writesTheSameOverARangeOfAnyLength() {
        target.await(device.writeSame(1, BLOCKS - 2, block));
        assertThat(first(0)).isZero();
        assertThat(first(1)).isEqualTo((byte) 0x3C);
        assertThat(first(BLOCKS - 2)).isEqualTo((byte) 0x3C);
        assertThat(first(BLOCKS - 1)).isZero();
        target.await(device.writeSame(0, 0, block));
        assertThat(first(0)).isZero();
    }

    @Test
    void writesZerosWithoutABlock() {
        target.await(device.writeSame(0, 100, block));
        target.await(device.writeSame(1, 98, null, WriteSameOption.NDOB));
        assertThat(first(0)).isEqualTo((byte) 0x3C);
        assertThat(first(1)).isZero();
        assertThat(first(98)).isZero();
        assertThat(first(99)).isEqualTo((byte) 0x3C);
    }

    @Test
    void unmapsByWriteSame() {
        target.await(device.writeSame(0, BLOCKS, block));
        target.await(device.writeSame(0, BLOCKS, null, WriteSameOption.NDOB, WriteSameOption.UNMAP));
        assertThat(target.await(device.lbaStatus(0, BLOCKS)))
                .containsExactly(new LbaStatus(0, BLOCKS, ProvisioningStatus.DEALLOCATED));
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertThatThrownBy(() -> device.writeSame(0, 1, null)).hasMessageContaining("NDOB");
        assertThatThrownBy(() -> device.writeSame(0, 1, block, WriteSameOption.NDOB))
                .hasMessageContaining("no block");
        assertThatThrownBy(() -> device.writeSame(0, 1, ByteBuffer.allocateDirect(511)))
                .hasMessageContaining("512 bytes");
        assertThatThrownBy(() -> device.unmap(BLOCKS, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> target.await(device.writeSame(0, 1, block, WriteSameOption.ANCHOR)))
                .isInstanceOf(ScsiException.class);
    }

    @Test
    void unmapsARangeOfAnyLength() {
        target.await(device.writeSame(0, BLOCKS, block));
        target.await(device.unmap(2048, BLOCKS - 4096));
        assertThat(target.await(device.lbaStatus(0, BLOCKS)))
                .containsExactly(
                        new LbaStatus(0, 2048, ProvisioningStatus.MAPPED),
                        new LbaStatus(2048, BLOCKS - 4096, ProvisioningStatus.DEALLOCATED),
                        new LbaStatus(BLOCKS - 2048, 2048, ProvisioningStatus.MAPPED));
        assertThat(first(2047)).isEqualTo((byte) 0x3C);
        assertThat(first(2048)).isZero();
    }

    @Test
    void unmapsSeveralRangesAtOnce() {
        target.await(device.writeSame(0, BLOCKS, block));
        target.await(device.unmap(List.of(new BlockExtent(0, 1), new BlockExtent(5, 0), new BlockExtent(10, 2))));
        assertThat(first(0)).isZero();
        assertThat(first(1)).isEqualTo((byte) 0x3C);
        assertThat(first(5)).isEqualTo((byte) 0x3C);
        assertThat(first(11)).isZero();
        assertThat(first(12)).isEqualTo((byte) 0x3C);
    }

    @Test
    void tellsTheStatusOfPartsOfWhatTheDeviceTells() {
        target.await(device.writeSame(0, 2048, block));
        assertThat(target.await(device.lbaStatus(2000, 100)))
                .containsExactly(
                        new LbaStatus(2000, 48, ProvisioningStatus.MAPPED),
                        new LbaStatus(2048, 52, ProvisioningStatus.DEALLOCATED));
        assertThat(target.await(device.lbaStatus(0, 0))).isEmpty();
    }

    @Test
    void asksAgainUntilItKnowsAll() {
        for (long lba = 0; lba < BLOCKS; lba += 4096) {
            target.await(device.write(lba, 1, block));
        }
        List<LbaStatus> status = target.await(device.lbaStatus(0, BLOCKS));
        assertThat(status).hasSize(BLOCKS / 2048);
        assertThat(status.stream().mapToLong(LbaStatus::blocks).sum()).isEqualTo(BLOCKS);
    }

    @Test
    void aDeviceWithoutUnmapIsNotAskedForIt() {
        TestUnit thick = new TestUnit(new FakeBackstore(1 << 20));
        BlockDevice disk = thick.open(thick.port);
        assertThatThrownBy(() -> thick.await(disk.unmap(0, 1)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("LBPU");
        thick.await(disk.writeSame(0, 1, block));
    }

    private byte first(long lba) {
        ByteBuffer read = ByteBuffer.allocateDirect(512);
        target.await(device.read(lba, 1, read));
        return read.get(0);
    }
}
