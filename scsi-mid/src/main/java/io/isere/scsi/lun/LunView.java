package io.isere.scsi.lun;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.task.Lun;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What one initiator sees of a target's logical units: all of them, or some, perhaps under other numbers (LUN masking and
 * LUN mapping). Immutable; any thread.
 */
public final class LunView {
    private static final LunView ALL = new LunView(map -> map, "all LUNs");

    private final UnaryOperator<LunMap> view;
    private final String description;

    private LunView(UnaryOperator<LunMap> view, String description) {
        this.view = view;
        this.description = description;
    }

    /** Every unit under the target's own number. */
    public static LunView all() {
        return ALL;
    }

    /** These units only, under the target's own numbers. Those that are not there yet appear when they are added. */
    public static LunView only(Set<Integer> luns) {
        return mapped(luns.stream().collect(Collectors.toMap(lun -> lun, lun -> lun)));
    }

    /**
     * These units only, under other numbers.
     *
     * @param targetLunBySeenLun the target's number of a unit, by the number the initiator sees
     * @throws IllegalArgumentException if a number is not a LUN, or a unit is to be seen under two numbers
     */
    public static LunView mapped(Map<Integer, Integer> targetLunBySeenLun) {
        Map<Integer, Integer> sorted = new TreeMap<>(targetLunBySeenLun);
        sorted.forEach((seen, own) -> {
            requireLun(seen);
            requireLun(own);
        });
        if (Set.copyOf(sorted.values()).size() != sorted.size()) {
            throw new IllegalArgumentException("LUN map " + sorted + ": a logical unit cannot have two numbers");
        }
        return new LunView(map -> pick(map, sorted), "LUNs " + sorted);
    }

    private static void requireLun(int number) {
        if (number < 0 || number > Lun.MAX) {
            throw new IllegalArgumentException("LUN " + number + " is not in 0.." + Lun.MAX);
        }
    }

    private static LunMap pick(LunMap all, Map<Integer, Integer> targetLunBySeenLun) {
        LunMap seen = LunMap.EMPTY;
        for (Map.Entry<Integer, Integer> entry : targetLunBySeenLun.entrySet()) {
            LogicalUnit unit = all.unit(entry.getValue());
            if (unit != null) {
                seen = seen.with(entry.getKey(), unit);
            }
        }
        return seen;
    }

    LunMap of(LunMap all) {
        return view.apply(all);
    }

    /** Whether it shows the same units under the same numbers. */
    @Override
    public boolean equals(Object other) {
        return other instanceof LunView that && description.equals(that.description);
    }

    @Override
    public int hashCode() {
        return description.hashCode();
    }

    @Override
    public String toString() {
        return description;
    }
}
