package io.isere.scsi.device;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the copy manager of a unit keeps for RECEIVE COPY RESULTS of one nexus (SPC-4 5.17.4), by list identifier: at most
 * 256 records. Used on the nexus's loop; lives as long as its {@link ItlNexus}. Control path.
 */
public final class CopyRecords {
    private final Map<Integer, CopyRecord> byListIdentifier = new HashMap<>();
    private int running;

    CopyRecords() {}

    /** Copies under way, with or without a list identifier. */
    public int running() {
        return running;
    }

    /** Whether a copy with that list identifier is under way. */
    public boolean isRunning(int listIdentifier) {
        CopyRecord record = byListIdentifier.get(listIdentifier);
        return record != null && record.isRunning();
    }

    /** The copy of a list identifier; null when nothing is known of one. */
    public @Nullable CopyRecord find(int listIdentifier) {
        return byListIdentifier.get(listIdentifier);
    }

    /** Begins the record of a copy. */
    public CopyRecord begin(CopyRecord record) {
        running++;
        return record;
    }

    /** Begins the record of a copy, and forgets what was kept of an earlier one with its list identifier. */
    public CopyRecord begin(int listIdentifier, CopyRecord record) {
        byListIdentifier.put(listIdentifier, record);
        return begin(record);
    }

    /** A copy is under way no more. */
    public void end() {
        running--;
    }

    /** Forgets the copies that have ended: a reset, or the loss of the nexus, discards what is held of them. */
    public void forgetEnded() {
        byListIdentifier.values().removeIf(record -> !record.isRunning());
    }

    /** Forgets a copy of which nothing is to be told any more. */
    public void forget(CopyRecord record) {
        byListIdentifier.values().remove(record);
    }
}
