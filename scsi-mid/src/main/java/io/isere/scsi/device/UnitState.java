package io.isere.scsi.device;

import io.isere.scsi.sense.SenseCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a logical unit is ready: its power condition, its medium, and who keeps the medium in. Lives as long as its
 * unit; any loop changes it, all loops see the change at their next command. Allocates when a nexus prevents removal.
 */
public final class UnitState {
    private final Sanitization sanitization = new Sanitization();
    private final Set<ItlNexus> preventing = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;
    private volatile boolean mediumAbsent;

    UnitState() {}

    /** What a sanitize operation makes of the unit. */
    public Sanitization sanitization() {
        return sanitization;
    }

    /** Why the unit is not ready; null when it is. */
    public @Nullable SenseCode notReady() {
        if (mediumAbsent) {
            return SenseCode.MEDIUM_NOT_PRESENT;
        }
        return stopped ? SenseCode.NOT_READY_INITIALIZING_REQUIRED : null;
    }

    /** START STOP UNIT: active power condition. */
    public void start() {
        stopped = false;
    }

    /** START STOP UNIT: stopped power condition, which only a start ends. */
    public void stop() {
        stopped = true;
    }

    public boolean mediumAbsent() {
        return mediumAbsent;
    }

    /** START STOP UNIT: the medium is out. */
    public void eject() {
        mediumAbsent = true;
    }

    /** START STOP UNIT: the medium is in, and the unit active; false: it was in already. */
    public synchronized boolean load() {
        boolean wasAbsent = mediumAbsent;
        mediumAbsent = false;
        stopped = false;
        return wasAbsent;
    }

    /** PREVENT ALLOW MEDIUM REMOVAL of one nexus (SBC-3 5.9). */
    public void prevent(ItlNexus by) {
        preventing.add(by);
    }

    /** One nexus allows removal again, or is gone. */
    public void allow(ItlNexus by) {
        preventing.remove(by);
    }

    /** Whether some nexus keeps the medium in. */
    public boolean isRemovalPrevented() {
        return !preventing.isEmpty();
    }

    /** LOGICAL UNIT RESET: active again, nobody keeps the medium in; a medium that is out stays out. */
    void onReset() {
        stopped = false;
        preventing.clear();
    }
}
