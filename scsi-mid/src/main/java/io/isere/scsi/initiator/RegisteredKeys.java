package io.isere.scsi.initiator;

import java.util.List;

/**
 * The keys registered with a device (READ KEYS, SPC-4 6.15.2).
 *
 * @param generation PRGENERATION, which counts changes of registrations
 * @param keys one of each I_T nexus
 */
public record RegisteredKeys(int generation, List<Long> keys) {
    /** Keeps a copy. */
    public RegisteredKeys {
        keys = List.copyOf(keys);
    }
}
