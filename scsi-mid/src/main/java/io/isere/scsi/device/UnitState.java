package io.isere.scsi.device;

import io.isere.scsi.sense.SenseCode;
import org.jspecify.annotations.Nullable;

/**
 * What commands may change of a logical unit, other than its blocks. Lives as long as its unit; any loop changes it,
 * all loops see the change at their next command.
 */
public final class UnitState {
    private final Sanitization sanitization = new Sanitization();
    private volatile @Nullable SenseCode notReady;

    UnitState() {}

    /** What a sanitize operation makes of the unit. */
    public Sanitization sanitization() {
        return sanitization;
    }

    /** Why the unit is not ready; null when it is. */
    public @Nullable SenseCode notReady() {
        return notReady;
    }

    /** START STOP UNIT: active power condition. */
    public void start() {
        notReady = null;
    }

    /** START STOP UNIT: stopped power condition, which only a start ends. */
    public void stop() {
        notReady = SenseCode.NOT_READY_INITIALIZING_REQUIRED;
    }
}
