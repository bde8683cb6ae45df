package io.isere.scsi.device;

import io.isere.scsi.cdb.ReservationType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Registrations and reservation of a logical unit at one moment (SPC-4 5.12). Immutable: each change makes a new one.
 *
 * @param generation PRGENERATION
 * @param aptpl whether it persists through a loss of power
 * @param keys registered reservation keys by initiator port name
 * @param type null when nothing is reserved
 * @param holder name of the holder; of the all-registrants types the one that reserved
 */
public record ReservationState(
        int generation,
        boolean aptpl,
        Map<String, Long> keys,
        @Nullable ReservationType type,
        String holder) {
    static final ReservationState NONE = new ReservationState(0, false, Map.of(), null, "");

    public ReservationState {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    public boolean isRegistered(String name) {
        return keys.containsKey(name);
    }

    /** Whether {@code name} is registered with {@code key}. */
    public boolean hasKey(String name, long key) {
        Long own = keys.get(name);
        return own != null && own == key;
    }

    public boolean isHolder(String name) {
        return type != null && (type.heldByAll() ? isRegistered(name) : holder.equals(name));
    }

    /** Whether a command of that class and nexus conflicts with the reservation. Allocates nothing. */
    boolean refuses(String name, CommandClass commandClass) {
        ReservationType reserved = type;
        if (reserved == null || !conflicts(reserved, commandClass) || isHolder(name)) {
            return false;
        }
        return !(reserved.admitsRegistrants() && isRegistered(name));
    }

    private static boolean conflicts(ReservationType type, CommandClass commandClass) {
        return type.admitsReads()
                ? commandClass.conflictsWithWriteExclusive()
                : commandClass.conflictsWithExclusiveAccess();
    }

    /** One PRGENERATION later. */
    public ReservationState nextGeneration() {
        return new ReservationState(generation + 1, aptpl, keys, type, holder);
    }

    /** With APTPL as the last registration says. */
    public ReservationState withAptpl(boolean newAptpl) {
        return new ReservationState(generation, newAptpl, keys, type, holder);
    }

    /** With a registration, new or changed. */
    public ReservationState withKey(String name, long key) {
        Map<String, Long> changed = new LinkedHashMap<>(keys);
        changed.put(name, key);
        return new ReservationState(generation, aptpl, changed, type, holder);
    }

    /** Without a registration, and without the reservation if nobody is left to hold it. */
    public ReservationState withoutKey(String name) {
        Map<String, Long> changed = new LinkedHashMap<>(keys);
        changed.remove(name);
        boolean releases = type != null && (type.heldByAll() ? changed.isEmpty() : holder.equals(name));
        return new ReservationState(generation, aptpl, changed, releases ? null : type, releases ? "" : holder);
    }

    /** With a reservation, new or changed. */
    public ReservationState reserved(ReservationType newType, String newHolder) {
        return new ReservationState(generation, aptpl, keys, newType, newHolder);
    }

    /** Without the reservation. */
    public ReservationState released() {
        return new ReservationState(generation, aptpl, keys, null, "");
    }

    /** Without reservation and registrations. */
    public ReservationState cleared() {
        return new ReservationState(generation, aptpl, Map.of(), null, "");
    }
}
