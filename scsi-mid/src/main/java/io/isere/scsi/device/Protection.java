package io.isere.scsi.device;

import io.isere.scsi.backstore.Backstore;
import java.util.Objects;

/**
 * A unit's protection information: its type, and where it is kept, eight bytes a block in the order of the blocks. There
 * it lies inverted, so that what a store has never written, or gives back, reads as FFh bytes: no protection information
 * to check (SBC-3 4.22.2). A block is written first and its protection information after it, so what a loss of power tears
 * fails the guard check until it is written again. Immutable.
 *
 * @param type how the unit is formatted
 * @param tuples a store of at least eight bytes a block
 */
public record Protection(ProtectionType type, Backstore tuples) {
    public Protection {
        Objects.requireNonNull(type);
        Objects.requireNonNull(tuples);
    }
}
