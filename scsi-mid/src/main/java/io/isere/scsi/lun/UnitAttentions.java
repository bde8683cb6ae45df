package io.isere.scsi.lun;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.sense.SenseCode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pending unit attentions of one nexus, by LUN number. Used on the nexus's loop only; allocates only when the LUN
 * map changes.
 */
final class UnitAttentions {
    private final boolean powerOn;
    private LunMap map = LunMap.EMPTY;
    private int[] pendingByNumber = {};

    /** @param powerOn whether a logical unit new to the nexus starts with POWER ON */
    UnitAttentions(boolean powerOn) {
        this.powerOn = powerOn;
    }

    /** Starts a nexus: every unit there is, is new. */
    void onNexusOpened(LunMap first) {
        map = first;
        pendingByNumber = new int[first.size()];
        for (int number = 0; number < first.size(); number++) {
            pendingByNumber[number] = first.unit(number) == null ? 0 : initial();
        }
    }

    /** Follows a change of the map: new units are new, the others learn that the map has changed. */
    void onMapChanged(LunMap next) {
        int[] pending = Arrays.copyOf(pendingByNumber, next.size());
        for (int number = 0; number < next.size(); number++) {
            LogicalUnit unit = next.unit(number);
            if (unit == null) {
                pending[number] = 0;
            } else if (unit == map.unit(number)) {
                pending[number] |= UnitAttention.REPORTED_LUNS_CHANGED.mask();
            } else {
                pending[number] = initial();
            }
        }
        map = next;
        pendingByNumber = pending;
    }

    private int initial() {
        return powerOn ? UnitAttention.POWER_ON.mask() : 0;
    }

    /** The map these conditions belong to. */
    LunMap map() {
        return map;
    }

    boolean isPending(int number) {
        return number >= 0 && number < pendingByNumber.length && pendingByNumber[number] != 0;
    }

    /** Takes the most urgent condition of a logical unit; null when there is none. */
    @Nullable
    SenseCode take(int number) {
        if (!isPending(number)) {
            return null;
        }
        UnitAttention first = UnitAttention.first(pendingByNumber[number]);
        pendingByNumber[number] &= ~first.mask();
        return first.code();
    }

    /** Adds a condition to a logical unit, if it is there. */
    void establish(int number, UnitAttention attention) {
        if (map.unit(number) != null) {
            pendingByNumber[number] |= attention.mask();
        }
    }

    /** Adds a condition to every logical unit. */
    void establishAll(UnitAttention attention) {
        for (int number = 0; number < pendingByNumber.length; number++) {
            establish(number, attention);
        }
    }

    /** Takes a condition from every logical unit. */
    void clearAll(UnitAttention attention) {
        for (int number = 0; number < pendingByNumber.length; number++) {
            pendingByNumber[number] &= ~attention.mask();
        }
    }
}
