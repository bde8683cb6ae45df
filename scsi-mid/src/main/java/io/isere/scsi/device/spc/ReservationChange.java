package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.ReservationType;
import io.isere.scsi.cdb.ReserveAction;
import io.isere.scsi.device.ReservationState;
import io.isere.scsi.sense.SenseCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one PERSISTENT RESERVE OUT makes of a unit's reservations (SPC-4 5.12.7 to 5.12.11): the new state, how the
 * command ends, and who is told. Used once, by one thread.
 */
final class ReservationChange {
    /** How the command ends. */
    enum Outcome {
        GOOD,
        RESERVATION_CONFLICT,
        INVALID_PARAMETER,
        INVALID_RELEASE
    }

    private final ReserveAction action;
    private final String self;
    private final long key;
    private final long actionKey;
    private final boolean aptpl;
    private final @Nullable ReservationType type;
    private final String moveTo;
    private final boolean unregisters;

    private Outcome outcome = Outcome.GOOD;
    private final Map<String, SenseCode> told = new LinkedHashMap<>();
    private final Map<String, Long> removed = new LinkedHashMap<>();

    /**
     * @param type of RESERVE, RELEASE and PREEMPT
     * @param moveTo port name of REGISTER AND MOVE
     * @param unregisters UNREG of REGISTER AND MOVE
     */
    ReservationChange(
            ReserveAction action,
            String self,
            long key,
            long actionKey,
            boolean aptpl,
            @Nullable ReservationType type,
            String moveTo,
            boolean unregisters) {
        this.action = action;
        this.self = self;
        this.key = key;
        this.actionKey = actionKey;
        this.aptpl = aptpl;
        this.type = type;
        this.moveTo = moveTo;
        this.unregisters = unregisters;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Unit attentions by port name. */
    Map<String, SenseCode> told() {
        return told;
    }

    /** Registrations taken from others, by port name. */
    Map<String, Long> removed() {
        return removed;
    }

    /** The state after the command, the same if it does not end with GOOD. */
    ReservationState apply(ReservationState state) {
        if (action != ReserveAction.REGISTER_AND_IGNORE_EXISTING_KEY && !mayAct(state)) {
            return refuse(state, Outcome.RESERVATION_CONFLICT);
        }
        return switch (action) {
            case REGISTER, REGISTER_AND_IGNORE_EXISTING_KEY -> register(state);
            case RESERVE -> reserve(state);
            case RELEASE -> release(state);
            case CLEAR -> clear(state);
            case PREEMPT, PREEMPT_AND_ABORT -> preempt(state);
            case REGISTER_AND_MOVE -> move(state);
        };
    }

    private boolean mayAct(ReservationState state) {
        boolean isNew = action == ReserveAction.REGISTER && !state.isRegistered(self);
        return isNew ? key == 0 : state.hasKey(self, key);
    }

    private ReservationState refuse(ReservationState state, Outcome why) {
        outcome = why;
        return state;
    }

    private ReservationState register(ReservationState state) {
        if (actionKey != 0) {
            return state.withKey(self, actionKey).withAptpl(aptpl).nextGeneration();
        }
        ReservationState next = state.withoutKey(self).withAptpl(aptpl).nextGeneration();
        if (state.type() != null && next.type() == null && state.type().admitsRegistrants()) {
            tellOthers(next, SenseCode.RESERVATIONS_RELEASED);
        }
        return next;
    }

    private ReservationState reserve(ReservationState state) {
        if (type == null) {
            return refuse(state, Outcome.INVALID_PARAMETER);
        }
        if (state.type() == null) {
            return state.reserved(type, self);
        }
        boolean again = state.type() == type && state.isHolder(self);
        return again ? state : refuse(state, Outcome.RESERVATION_CONFLICT);
    }

    private ReservationState release(ReservationState state) {
        if (state.type() == null || !state.isHolder(self)) {
            return state;
        }
        if (state.type() != type) {
            return refuse(state, Outcome.INVALID_RELEASE);
        }
        if (type.admitsRegistrants()) {
            tellOthers(state, SenseCode.RESERVATIONS_RELEASED);
        }
        return state.released();
    }

    private ReservationState clear(ReservationState state) {
        tellOthers(state, SenseCode.RESERVATIONS_PREEMPTED);
        return state.cleared().nextGeneration();
    }

    private ReservationState preempt(ReservationState state) {
        ReservationType held = state.type();
        boolean heldByAll = held != null && held.heldByAll();
        if (type == null || (actionKey == 0 && !heldByAll)) {
            return refuse(state, Outcome.INVALID_PARAMETER);
        }
        boolean takes = held != null && (heldByAll ? actionKey == 0 : state.hasKey(state.holder(), actionKey));
        ReservationState next = removeOthers(state);
        if (removed.isEmpty() && !takes && !state.hasKey(self, actionKey)) {
            return refuse(state, Outcome.RESERVATION_CONFLICT);
        }
        if (takes) {
            if (held != type) {
                tellOthers(next, SenseCode.RESERVATIONS_RELEASED);
            }
            next = next.reserved(type, self);
        }
        removed.keySet().forEach(name -> told.put(name, SenseCode.REGISTRATIONS_PREEMPTED));
        return next.nextGeneration();
    }

    /** Takes away the registrations of others with the key, with key zero those of all others. */
    private ReservationState removeOthers(ReservationState state) {
        ReservationState next = state;
        for (Map.Entry<String, Long> registration : state.keys().entrySet()) {
            boolean matches = actionKey == 0 || registration.getValue() == actionKey;
            if (matches && !registration.getKey().equals(self)) {
                removed.put(registration.getKey(), registration.getValue());
                next = next.withoutKey(registration.getKey());
            }
        }
        return next;
    }

    private ReservationState move(ReservationState state) {
        ReservationType held = state.type();
        if (held == null || !state.isHolder(self) || held.heldByAll()) {
            return refuse(state, Outcome.RESERVATION_CONFLICT);
        }
        if (actionKey == 0 || moveTo.isEmpty() || moveTo.equals(self)) {
            return refuse(state, Outcome.INVALID_PARAMETER);
        }
        ReservationState moved = state.withKey(moveTo, actionKey).reserved(held, moveTo);
        ReservationState next = unregisters ? moved.withoutKey(self) : moved;
        return next.withAptpl(aptpl).nextGeneration();
    }

    private void tellOthers(ReservationState state, SenseCode what) {
        for (String name : state.keys().keySet()) {
            if (!name.equals(self)) {
                told.put(name, what);
            }
        }
    }
}
