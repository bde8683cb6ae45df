package io.isere.scsi.device;

import io.isere.scsi.sense.SenseCode;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The reservations of a logical unit: persistent ones (SPC-4 5.12), and that of RESERVE (SPC-2). Any loop reads without
 * a lock and without allocation. A change that persists (APTPL) is saved by a thread of the file's before it counts; no
 * loop waits for the disk.
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

    /**
     * Replaces the state by what {@code change} makes of it. With a file, one change after the other, on the file's thread,
     * and only once what persists is saved; without, at once.
     *
     * @param done told how it went, on some thread: null, or why nothing was changed
     */
    public void change(UnaryOperator<ReservationState> change, Consumer<@Nullable IOException> done) {
        ReservationFile store = file;
        if (store == null) {
            publish(change);
            done.accept(null);
        } else {
            store.execute(() -> done.accept(saveAndPublish(store, change)));
        }
    }

    private synchronized void publish(UnaryOperator<ReservationState> change) {
        state = change.apply(state);
    }

    private @Nullable IOException saveAndPublish(ReservationFile store, UnaryOperator<ReservationState> change) {
        ReservationState next = change.apply(state);
        try {
            if (next.aptpl() || state.aptpl()) {
                store.save(next);
            }
        } catch (IOException e) {
            return e;
        }
        publish(now -> next);
        return null;
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
