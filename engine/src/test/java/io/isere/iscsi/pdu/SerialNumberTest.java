package io.isere.iscsi.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SerialNumberTest {

    /** RFC 1982, section 3.2, as it stands there. */
    private static boolean isBeforeByRfc(int a, int b) {
        long i1 = Integer.toUnsignedLong(a);
        long i2 = Integer.toUnsignedLong(b);
        return (i1 < i2 && i2 - i1 < 1L << 31) || (i1 > i2 && i1 - i2 > 1L << 31);
    }

    @Property
    void orderIsThatOfTheRfc(@ForAll int a, @ForAll int b) {
        assertThat(SerialNumber.isBefore(a, b)).isEqualTo(isBeforeByRfc(a, b));
        assertThat(SerialNumber.isAfter(a, b)).isEqualTo(isBeforeByRfc(b, a));
        assertThat(SerialNumber.isAtMost(a, b)).isEqualTo(a == b || isBeforeByRfc(a, b));
    }

    @Property
    void theWindowHoldsItsNumbersAcrossTheWrap(
            @ForAll int first, @ForAll @IntRange(max = 100_000) int size, @ForAll @IntRange(max = 100_000) int step) {
        int last = first + size - 1;
        assertThat(SerialNumber.isInWindow(first + step, first, last)).isEqualTo(step < size);
        assertThat(SerialNumber.distance(first, first + step)).isEqualTo(step);
        assertThat(SerialNumber.later(first, first + step)).isEqualTo(first + step);
        assertThat(SerialNumber.later(first + step, first)).isEqualTo(first + step);
    }

    @Test
    void numbersHalfTheSpaceApartHaveNoOrder() {
        assertThat(SerialNumber.isBefore(5, 5 + Integer.MIN_VALUE)).isFalse();
        assertThat(SerialNumber.isAfter(5, 5 + Integer.MIN_VALUE)).isFalse();
    }
}
