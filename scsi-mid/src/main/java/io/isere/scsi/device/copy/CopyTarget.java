package io.isere.scsi.device.copy;

import io.isere.scsi.device.Command;
import io.isere.scsi.device.ItlNexus;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.NexusState;
import org.jspecify.annotations.Nullable;

/**
 * A logical unit to copy from or to, as the nexus that asked for the copy sees it: with its reservations, and in its task
 * set.
 *
 * @param pads whether what is missing of its last block is made up for
 */
record CopyTarget(ItlNexus itlNexus, boolean pads) {
    LogicalUnit unit() {
        return itlNexus.unit();
    }

    /** The unit that a descriptor names among those the nexus sees; null when it names none. */
    static @Nullable CopyTarget find(Command command, TargetDescriptor descriptor) {
        NexusState nexus = command.nexusState();
        for (int lun : nexus.luns()) {
            ItlNexus itlNexus = nexus.itlNexus(lun);
            if (itlNexus != null && descriptor.names(itlNexus.unit())) {
                return new CopyTarget(itlNexus, descriptor.pads());
            }
        }
        return null;
    }
}
