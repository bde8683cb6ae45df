package io.isere.scsi.device.sbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.device.ProtectionType;
import io.isere.scsi.sense.SenseCode;
import java.nio.ByteBuffer;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protection information of one block. */
class TupleTest {
    private static final long LBA = 0x1_2345_6789L;

    private final ByteBuffer block = bytes(512, at -> at * 7);

    /** The vectors of SBC-3 table 17, "CRC test cases", and the catalogue's check value of CRC-16/T10-DIF. */
    @Test
    void guardsAreThoseOfTheStandard() {
        assertGuard(0x0000, bytes(32, at -> 0));
        assertGuard(0xA293, bytes(32, at -> 0xFF));
        assertGuard(0x0224, bytes(32, at -> at));
        assertGuard(0x21B8, bytes(32, at -> at < 2 ? 0xFF : 0));
        assertGuard(0xA0B7, bytes(32, at -> 0xFF - at));
        assertGuard(0xD0DB, bytes(9, at -> '1' + at));
    }

    private static void assertGuard(int guard, ByteBuffer memory) {
        assertThat(Tuple.guard(memory, 0, memory.capacity())).isEqualTo(guard);
    }

    private static ByteBuffer bytes(int count, IntUnaryOperator value) {
        ByteBuffer memory = ByteBuffer.allocate(count);
        for (int at = 0; at < count; at++) {
            memory.put(at, (byte) value.applyAsInt(at));
        }
        return memory;
    }

    @ParameterizedTest
    @CsvSource({
        // protect, wrong guard of type 1, wrong reference of type 1, wrong guard of type 3
        "0,GUARD_CHECK_FAILED,REFERENCE_TAG_CHECK_FAILED,GUARD_CHECK_FAILED",
        "1,GUARD_CHECK_FAILED,REFERENCE_TAG_CHECK_FAILED,GUARD_CHECK_FAILED",
        "2,,REFERENCE_TAG_CHECK_FAILED,",
        "3,,,",
        "4,GUARD_CHECK_FAILED,,GUARD_CHECK_FAILED",
        "5,GUARD_CHECK_FAILED,REFERENCE_TAG_CHECK_FAILED,GUARD_CHECK_FAILED"
    })
    void checksWhatTheProtectFieldSays(int protect, SenseCode guard1, SenseCode reference1, SenseCode guard3) {
        long one = Tuple.make(ProtectionType.TYPE_1, Tuple.guard(block, 0, 512), LBA);
        long three = Tuple.make(ProtectionType.TYPE_3, Tuple.guard(block, 0, 512), LBA);
        assertThat(check(ProtectionType.TYPE_1, protect, one)).isNull();
        assertThat(check(ProtectionType.TYPE_3, protect, three)).isNull();
        assertThat(check(ProtectionType.TYPE_1, protect, one ^ (1L << 48))).isEqualTo(guard1);
        assertThat(check(ProtectionType.TYPE_1, protect, one ^ 1)).isEqualTo(reference1);
        assertThat(check(ProtectionType.TYPE_3, protect, three ^ (1L << 48))).isEqualTo(guard3);
        assertThat(check(ProtectionType.TYPE_3, protect, three ^ 1)).isNull();
    }

    @Test
    void theEscapeValuesStandForNoCheck() {
        long bad = 0xBAD0_FFFF_1234_5678L;
        assertThat(check(ProtectionType.TYPE_1, 1, bad)).isNull();
        assertThat(check(ProtectionType.TYPE_3, 1, bad)).isEqualTo(SenseCode.GUARD_CHECK_FAILED);
        assertThat(check(ProtectionType.TYPE_3, 1, bad | 0xFFFF_FFFFL)).isNull();
        assertThat(check(ProtectionType.TYPE_1, 1, Tuple.NONE)).isNull();
        assertThat(check(ProtectionType.TYPE_3, 1, Tuple.NONE)).isNull();
    }

    private SenseCode check(ProtectionType type, int protect, long tuple) {
        return Tuple.check(type, protect, tuple, block, 0, 512, LBA);
    }
}
