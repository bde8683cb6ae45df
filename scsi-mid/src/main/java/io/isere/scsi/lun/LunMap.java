package io.isere.scsi.lun;

import io.isere.scsi.device.LogicalUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The logical units of a target at one moment, by number. Immutable: each change makes a new map. */
final class LunMap {
    static final LunMap EMPTY = new LunMap(new LogicalUnit[0]);

    private final @Nullable LogicalUnit[] byNumber;

    private LunMap(@Nullable LogicalUnit[] byNumber) {
        this.byNumber = byNumber;
    }

    /** The unit with that number, or null; any int is fine. Allocates nothing. */
    @Nullable
    LogicalUnit unit(int number) {
        return number >= 0 && number < byNumber.length ? byNumber[number] : null;
    }

    /** One more than the largest number in use. */
    int size() {
        return byNumber.length;
    }

    LunMap with(int number, LogicalUnit unit) {
        @Nullable LogicalUnit[] changed = Arrays.copyOf(byNumber, Math.max(byNumber.length, number + 1));
        changed[number] = unit;
        return new LunMap(changed);
    }

    LunMap without(int number) {
        @Nullable LogicalUnit[] changed = byNumber.clone();
        changed[number] = null;
        int size = changed.length;
        while (size > 0 && changed[size - 1] == null) {
            size--;
        }
        return new LunMap(Arrays.copyOf(changed, size));
    }

    /** The numbers in use, ascending. */
    int[] numbers() {
        int[] numbers = new int[byNumber.length];
        int count = 0;
        for (int number = 0; number < byNumber.length; number++) {
            if (byNumber[number] != null) {
                numbers[count++] = number;
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    /** The units, by ascending number. */
    List<LogicalUnit> units() {
        return Arrays.stream(byNumber).filter(Objects::nonNull).toList();
    }

    /** The number of a unit; -1 when it is not there. */
    int numberOf(LogicalUnit unit) {
        for (int number = 0; number < byNumber.length; number++) {
            if (byNumber[number] == unit) {
                return number;
            }
        }
        return -1;
    }

    /** Whether the same units have the same numbers there. */
    boolean isSameAs(LunMap other) {
        return Arrays.equals(byNumber, other.byNumber);
    }
}
