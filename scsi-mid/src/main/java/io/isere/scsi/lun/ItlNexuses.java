package io.isere.scsi.lun;

import io.isere.scsi.device.ItlNexus;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.Nexus;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The I_T_L nexuses of one nexus, by LUN number. Used on the nexus's loop only; allocates when the LUN map changes. */
final class ItlNexuses {
    private final Nexus nexus;
    private final UnitAttentions attentions;
    private @Nullable ItlNexus[] byNumber = {};

    ItlNexuses(Nexus nexus, UnitAttentions attentions) {
        this.nexus = nexus;
        this.attentions = attentions;
    }

    /** The one at a number, any int; null when no unit is there. */
    @Nullable
    ItlNexus get(int number) {
        return number >= 0 && number < byNumber.length ? byNumber[number] : null;
    }

    /** Opens those to new units, closes those to units that are gone. */
    void onMapChanged(LunMap map) {
        int numbers = Math.max(map.size(), byNumber.length);
        @Nullable ItlNexus[] next = Arrays.copyOf(byNumber, numbers);
        for (int number = 0; number < numbers; number++) {
            next[number] = follow(next[number], map.unit(number), number);
        }
        byNumber = Arrays.copyOf(next, map.size());
    }

    private @Nullable ItlNexus follow(@Nullable ItlNexus known, @Nullable LogicalUnit unit, int number) {
        if (known != null && known.unit() == unit) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        return unit == null ? null : open(unit, number);
    }

    private ItlNexus open(LogicalUnit unit, int number) {
        return new ItlNexus(
                unit, nexus, Lun.encode(number), code -> attentions.establish(number, UnitAttention.of(code)));
    }

    /** The unit of a number was reset: results of copies that it holds are discarded (SPC-4 5.17.4). */
    void onUnitReset(int number) {
        ItlNexus known = byNumber[number];
        if (known != null) {
            known.copies().forgetEnded();
        }
    }

    /** I_T NEXUS RESET. */
    void onReset() {
        for (ItlNexus itlNexus : byNumber) {
            if (itlNexus != null) {
                itlNexus.onLoss();
            }
        }
    }

    /** Closes all; the nexus is gone. */
    void close() {
        for (ItlNexus itlNexus : byNumber) {
            if (itlNexus != null) {
                itlNexus.close();
            }
        }
    }
}
