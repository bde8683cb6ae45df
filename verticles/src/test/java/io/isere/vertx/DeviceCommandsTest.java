package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.ReservationType;
import io.isere.scsi.initiator.BlockExtent;
import io.isere.scsi.initiator.Comparison;
import io.isere.scsi.initiator.LbaStatus;
import io.isere.scsi.initiator.ProvisioningStatus;
import io.isere.scsi.initiator.ReservationConflictException;
import io.isere.scsi.initiator.WriteSameOption;
import io.isere.vertx.testing.Rig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device does besides reading and writing, called from a thread that is no event loop. */
class DeviceCommandsTest {
    private static final long DISK_BYTES = 64L << 20;
    private static final int DISK_BLOCKS = (int) (DISK_BYTES / 512);

    @TempDir
    private Path folder;

    private Rig rig(String wire) {
        return new Rig(wire, Rig.disk("ram", DISK_BYTES, folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iwarp", "tcp", "inprocess"})
    void shouldCompare(String wire) {
        try (Rig rig = rig(wire)) {
            IsereDevice device = rig.device();
            ByteBuffer buffer = device.buffer(8 << 20);
            int blocks = buffer.capacity() / 512;
            for (int i = 0; i < buffer.capacity(); i += 4) {
                buffer.putInt(i, i ^ 0x5A5A5A5A);
            }
            await(device.write(3, blocks, buffer).compose(written -> device.flush(3, blocks)));
            await(device.verify(0, DISK_BLOCKS));
            assertThat(await(device.compare(3, blocks, buffer)).equal()).isTrue();
            buffer.put(7_000_000, (byte) ~buffer.get(7_000_000));
            assertThat(await(device.compare(3, blocks, buffer))).isEqualTo(new Comparison(false, 7_000_000));
            ByteBuffer expected = ByteBuffer.allocateDirect(1024).put(0, buffer, 0, 1024);
            ByteBuffer replacement = ByteBuffer.allocateDirect(1024);
            assertThat(await(device.compareAndWrite(3, 2, expected, replacement))
                            .equal())
                    .isTrue();
            assertThat(await(device.compareAndWrite(3, 2, expected, replacement)))
                    .isEqualTo(new Comparison(false, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iwarp", "tcp"})
    void shouldWriteTheSameAndUnmap(String wire) {
        try (Rig rig = rig(wire)) {
            IsereDevice device = rig.device();
            ByteBuffer block = device.buffer(512);
            block.putLong(0, 0x0123456789ABCDEFL);
            await(device.writeSame(0, DISK_BLOCKS, block));
            assertThat(await(device.compare(DISK_BLOCKS - 1, 1, block)).equal()).isTrue();
            await(device.unmap(List.of(new BlockExtent(2048, 2048), new BlockExtent(8192, 2048))));
            await(device.unmap(6144, 2048));
            assertThat(await(device.lbaStatus(0, 10240)).stream().map(LbaStatus::status))
                    .containsExactly(
                            ProvisioningStatus.MAPPED,
                            ProvisioningStatus.DEALLOCATED,
                            ProvisioningStatus.MAPPED,
                            ProvisioningStatus.DEALLOCATED);
            await(device.writeSame(0, DISK_BLOCKS, null, WriteSameOption.NDOB, WriteSameOption.UNMAP));
            await(device.sanitizing().blockErase());
            assertThat(await(device.lbaStatus(0, DISK_BLOCKS)))
                    .containsExactly(new LbaStatus(0, DISK_BLOCKS, ProvisioningStatus.DEALLOCATED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iwarp", "tcp"})
    void shouldReserve(String wire) {
        try (Rig rig = rig(wire)) {
            IsereInitiator other = rig.newInitiator(wire.equals("tcp") ? IsereTransport.TCP : IsereTransport.ISER);
            IsereDevice mine = rig.device();
            IsereDevice theirs =
                    await(await(other.login(Rig.TARGET, rig.portal())).device(0));
            await(mine.reservations().register(7));
            await(mine.reservations().reserve(7, ReservationType.EXCLUSIVE_ACCESS));
            assertThat(failureOf(theirs.read(0, 1, theirs.buffer(512))))
                    .isInstanceOf(ReservationConflictException.class);
            await(theirs.reservations().register(8));
            await(theirs.reservations().preempt(8, 7, ReservationType.WRITE_EXCLUSIVE));
            assertThat(await(mine.reservations().registrations()))
                    .singleElement()
                    .satisfies(holder -> {
                        assertThat(holder.key()).isEqualTo(8);
                        assertThat(holder.held()).isEqualTo(ReservationType.WRITE_EXCLUSIVE);
                    });
            assertThat(failureOf(mine.write(0, 1, mine.buffer(512)))).isInstanceOf(ReservationConflictException.class);
            await(theirs.reservations().clear(8));
            await(mine.write(0, 1, mine.buffer(512)));
            await(other.close());
        }
    }
}
