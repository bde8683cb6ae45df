package io.isere.scsi.initiator;

import io.isere.scsi.cdb.ReservationType;
import java.util.Set;

/**
 * What a device can do of persistent reservations (REPORT CAPABILITIES, SPC-4 6.15.4).
 *
 * @param canPersist PTPL_C: they may survive a loss of power
 * @param persists PTPL_A: those of now do
 * @param types of reservations; all, when the device does not tell
 */
public record ReservationCapabilities(boolean canPersist, boolean persists, Set<ReservationType> types) {
    /** Keeps a copy. */
    public ReservationCapabilities {
        types = Set.copyOf(types);
    }
}
