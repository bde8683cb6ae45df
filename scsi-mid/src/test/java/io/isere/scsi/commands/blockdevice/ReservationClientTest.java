package io.isere.scsi.commands.blockdevice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.cdb.ReservationType;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.initiator.HeldReservation;
import io.isere.scsi.initiator.Registration;
import io.isere.scsi.initiator.ReservationClient;
import io.isere.scsi.initiator.ReservationConflictException;
import io.isere.scsi.initiator.ScsiException;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device's reservations, as its users see them. */
class ReservationClientTest {
    private static final String NAME_A = "iqn.2026-11.io.isere:a,i,0x00023d000001";
    private static final String NAME_B = "iqn.2026-11.io.isere:b,i,0x00023d000002";
    private static final long KEY_A = 0xA1A2_A3A4_A5A6_A7A8L;
    private static final long KEY_B = 0xB1B2_B3B4_B5B6_B7B8L;

    private final TestUnit target = new TestUnit();
    private final BlockDevice deviceA = target.open(target.connect(NAME_A, 16));
    private final BlockDevice deviceB = target.open(target.connect(NAME_B, 16));
    private final ReservationClient a = deviceA.reservations();
    private final ReservationClient b = deviceB.reservations();

    private void registerBoth() {
        target.await(a.register(KEY_A));
        target.await(b.register(KEY_B));
    }

    private void reservedByA() {
        registerBoth();
        target.await(a.reserve(KEY_A, ReservationType.WRITE_EXCLUSIVE));
    }

    private static void write(TestUnit unit, BlockDevice device) {
        unit.await(device.write(0, 1, ByteBuffer.allocateDirect(512)));
    }

    @Test
    void registersChangesKeysAndUnregisters() {
        registerBoth();
        assertThat(target.await(a.keys()).keys()).containsExactlyInAnyOrder(KEY_A, KEY_B);
        target.await(a.register(KEY_A, 7, false));
        int generation = target.await(b.keys()).generation();
        assertThat(target.await(b.keys()).keys()).containsExactlyInAnyOrder(7L, KEY_B);
        assertThatThrownBy(() -> target.await(a.unregister(KEY_A))).isInstanceOf(ReservationConflictException.class);
        target.await(a.registerAnyway(9, false));
        target.await(a.unregister(9));
        assertThat(target.await(b.keys()).keys()).containsExactly(KEY_B);
        assertThat(target.await(b.keys()).generation()).isEqualTo(generation + 2);
    }

    @Test
    void reservesSoThatOthersConflict() {
        assertThat(target.await(a.reservation())).isEmpty();
        reservedByA();
        assertThat(target.await(b.reservation())).contains(new HeldReservation(KEY_A, ReservationType.WRITE_EXCLUSIVE));
        write(target, deviceA);
        assertThatThrownBy(() -> write(target, deviceB))
                .isInstanceOf(ReservationConflictException.class)
                .hasMessage("WRITE(16) to LUN 0: RESERVATION CONFLICT");
        assertThatThrownBy(() -> target.await(b.reserve(KEY_B, ReservationType.WRITE_EXCLUSIVE)))
                .isInstanceOf(ReservationConflictException.class);
        target.await(a.release(KEY_A, ReservationType.WRITE_EXCLUSIVE));
        write(target, deviceB);
    }

    @Test
    void releasingAnotherTypeIsAnErrorAndNoConflict() {
        reservedByA();
        assertThatThrownBy(() -> target.await(a.release(KEY_A, ReservationType.EXCLUSIVE_ACCESS)))
                .isInstanceOf(ScsiException.class)
                .isNotInstanceOf(ReservationConflictException.class)
                .hasMessageContaining("INVALID RELEASE OF PERSISTENT RESERVATION");
    }

    @Test
    void tellsWhoIsRegisteredAndWhoHolds() {
        reservedByA();
        assertThat(target.await(b.registrations()))
                .containsExactlyInAnyOrder(
                        new Registration(KEY_A, ReservationType.WRITE_EXCLUSIVE, false, 1, NAME_A),
                        new Registration(KEY_B, null, false, 1, NAME_B));
    }

    @Test
    void tellsOfMoreThanFitsIntoOneBuffer() {
        int count = 60;
        for (int i = 0; i < count; i++) {
            String name = String.format("iqn.2026-11.io.isere:a-name-that-is-longer-than-most-%04d,i,0x%012x", i, i);
            target.await(target.open(target.connect(name, 1)).reservations().register(1 + i));
        }
        List<Registration> all = target.await(a.registrations());
        assertThat(all).hasSize(count);
        assertThat(all.get(count - 1).portName()).endsWith(String.format("%04d,i,0x%012x", count - 1, count - 1));
    }

    @Test
    void preemptsAndClears() {
        reservedByA();
        target.await(b.preempt(KEY_B, KEY_A, ReservationType.EXCLUSIVE_ACCESS));
        assertThat(target.await(b.reservation()))
                .contains(new HeldReservation(KEY_B, ReservationType.EXCLUSIVE_ACCESS));
        assertThat(target.await(b.keys()).keys()).containsExactly(KEY_B);
        target.await(a.register(KEY_A));
        target.await(a.preemptAndAbort(KEY_A, KEY_B, ReservationType.WRITE_EXCLUSIVE));
        assertThat(target.await(a.reservation())).contains(new HeldReservation(KEY_A, ReservationType.WRITE_EXCLUSIVE));
        target.await(a.clear(KEY_A));
        assertThat(target.await(a.reservation())).isEmpty();
        assertThat(target.await(a.keys()).keys()).isEmpty();
    }

    @Test
    void movesAReservationToAnotherPort() {
        reservedByA();
        target.await(a.move(KEY_A, KEY_B, true, false, 1, NAME_B));
        assertThat(target.await(b.registrations()))
                .containsExactly(new Registration(KEY_B, ReservationType.WRITE_EXCLUSIVE, false, 1, NAME_B));
        write(target, deviceB);
    }

    @Test
    void tellsWhatTheDeviceCanDo(@TempDir Path folder) {
        assertThat(target.await(a.capabilities()).canPersist()).isFalse();
        assertThat(target.await(a.capabilities()).types()).containsExactlyInAnyOrder(ReservationType.values());
        TestUnit kept = new TestUnit(
                TestUnit.builder().reservationFile(folder.resolve("pr")).build(), false);
        ReservationClient client = kept.open(kept.connect(NAME_A, 1)).reservations();
        assertThat(kept.await(client.capabilities()).persists()).isFalse();
        kept.await(client.register(0, KEY_A, true));
        assertThat(kept.await(client.capabilities()).canPersist()).isTrue();
        assertThat(kept.await(client.capabilities()).persists()).isTrue();
    }

    @Test
    void reservesTheUnitAsSpc2Has() {
        target.await(a.reserveUnit());
        assertThatThrownBy(() -> target.await(b.reserveUnit())).isInstanceOf(ReservationConflictException.class);
        assertThatThrownBy(() -> write(target, deviceB)).isInstanceOf(ReservationConflictException.class);
        target.await(a.releaseUnit());
        write(target, deviceB);
    }
}
