package io.isere.scsi.device;

import io.isere.scsi.sense.SenseCode;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The reservations of a logical unit: persistent ones (SPC-4 5.12), and that of RESERVE (SPC-2). Any loop reads without
 * a lock and without allocation; a change locks, and with APTPL writes a file, so it may block its loop.
 */
public final class Reservations {
    private final @Nullable ReservationFile file;
    private final RangeGate nexuses;
    private volatile ReservationState state;
    private volatile @Nullable ItlNexus reserver;

    Reservations(@Nullable ReservationFile file, ReservationState loaded, RangeGate nexuses) {
        this.file = file;
        this.nexuses = nexuses;
        state = loaded;
    }

    /** Whether a command of that class conflicts with what others have reserved. */
    boolean refuses(ItlNexus from, CommandClass commandClass) {
        ItlNexus legacy = reserver;
        if (legacy != null && legacy != from && commandClass.conflictsWithReserve()) {
            return true;
        }
        return state.type() != null && state.refuses(from.name(), commandClass);
    }

    /** Registrations and persistent reservation now. */
    public ReservationState state() {
        return state;
    }

    /** Whether APTPL is possible. */
    public boolean canPersist() {
        return file != null;
    }

    /** Replaces the state by what {@code change} makes of it, and saves it if it persists or did. */
    public synchronized void change(UnaryOperator<ReservationState> change) throws IOException {
        ReservationState next = change.apply(state);
        if (file != null && (next.aptpl() || state.aptpl())) {
            file.save(next);
        }
        state = next;
    }

    /** RESERVE (6), (10): false when another nexus has the unit, or somebody is registered. */
    public synchronized boolean reserve(ItlNexus by) {
        boolean free = reserver == null || reserver == by;
        if (free && state.keys().isEmpty()) {
            reserver = by;
            return true;
        }
        return false;
    }

    /** RELEASE (6), (10), or the loss of the nexus: ends the reservation if it is that nexus's. */
    public synchronized void release(ItlNexus by) {
        if (reserver == by) {
            reserver = null;
        }
    }

    /** A reset of the unit ends what RESERVE made, and nothing else. */
    public synchronized void onReset() {
        reserver = null;
    }

    /** Leaves a unit attention for every nexus of an initiator port. */
    public void tell(String name, SenseCode what) {
        nexuses.forEach(nexus -> {
            if (nexus.name().equals(name)) {
                nexus.tell(what);
            }
        });
    }

    /** Aborts the commands of an initiator port; {@code count} counts one abort for each nexus of it. */
    public void abort(String name, AbortCount count) {
        nexuses.forEach(nexus -> {
            if (nexus.name().equals(name)) {
                count.started();
                nexus.abort(count::ended);
            }
        });
    }

    /** Counts aborts under way. */
    public interface AbortCount {
        /** One more has been started. */
        void started();

        /** One has ended; any loop. */
        void ended();
    }
}
