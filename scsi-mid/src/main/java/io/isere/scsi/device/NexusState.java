package io.isere.scsi.device;

import io.isere.scsi.sense.SenseCode;
import org.jspecify.annotations.Nullable;

/** What a command may ask of the I_T nexus it came by. Used on the nexus's loop only. */
public interface NexusState {
    /** A command of this nexus is enabled (SAM-5 8.5): executes it. */
    void onEnabled(Command command);

    /** The LUNs this nexus sees now, ascending. */
    int[] luns();

    /** This nexus at the unit of a LUN; null when that has none. */
    @Nullable
    ItlNexus itlNexus(int lun);

    /** Takes the most urgent pending unit attention of a logical unit; null when there is none. */
    @Nullable
    SenseCode takeUnitAttention(long lun);

    /** The initiator port has just been told all LUNs: REPORTED LUNS DATA HAS CHANGED is no news any more. */
    void onLunsReported();
}
