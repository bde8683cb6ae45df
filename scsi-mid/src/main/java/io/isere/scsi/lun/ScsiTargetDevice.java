package io.isere.scsi.lun;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.Nexus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A SCSI target device (SAM-5 4.5.9): logical units by number, shared by all nexuses.
 *
 * <p>Any thread may change it; loops read the current map without a lock. Closes no backstore.
 */
public final class ScsiTargetDevice {
    private final String name;
    private final boolean powerOnUnitAttention;
    private final List<NexusRouter> routers = new CopyOnWriteArrayList<>();
    private volatile LunMap map = LunMap.EMPTY;

    /** A target whose new nexuses find a POWER ON unit attention, as SAM-5 wants. */
    public ScsiTargetDevice(String name) {
        this(name, true);
    }

    /**
     * @param name SCSI device name, for iSCSI the target's iqn
     * @param powerOnUnitAttention whether the first command of a nexus to a logical unit ends with POWER ON, RESET, OR
     *     BUS DEVICE RESET OCCURRED (29h/00h)
     */
    public ScsiTargetDevice(String name, boolean powerOnUnitAttention) {
        this.name = name;
        this.powerOnUnitAttention = powerOnUnitAttention;
    }

    public String name() {
        return name;
    }

    /**
     * Serves {@code unit} under {@code lun}; nexuses learn of it by REPORTED LUNS DATA HAS CHANGED (3Fh/0Eh).
     *
     * @param lun 0 to {@link Lun#MAX}
     * @throws IllegalStateException if the number is in use
     */
    public synchronized void addLun(int lun, LogicalUnit unit) {
        if (lun < 0 || lun > Lun.MAX) {
            throw new IllegalArgumentException("LUN " + lun + " is not in 0.." + Lun.MAX);
        }
        if (map.unit(lun) != null) {
            throw new IllegalStateException("LUN " + lun + " of " + name + " is in use");
        }
        map = map.with(lun, unit);
    }

    /**
     * Serves {@code lun} no more. Commands already with the device server end normally.
     *
     * @return the unit it was, or null
     */
    public synchronized @Nullable LogicalUnit removeLun(int lun) {
        LogicalUnit unit = map.unit(lun);
        if (unit != null) {
            map = map.without(lun);
        }
        return unit;
    }

    /** The numbers in use, ascending. */
    public int[] luns() {
        return map.numbers();
    }

    /** The unit with that number, or null. */
    public @Nullable LogicalUnit unit(int lun) {
        return map.unit(lun);
    }

    /** Opens the target's end of a nexus; called on the nexus's loop. The caller closes it when the nexus is lost. */
    public TaskRouter openNexus(Nexus nexus) {
        return openNexus(nexus, LunView.all());
    }

    /** The same for an initiator that sees only a part of the logical units. */
    public TaskRouter openNexus(Nexus nexus, LunView view) {
        NexusRouter router = new NexusRouter(this, nexus, view, powerOnUnitAttention);
        routers.add(router);
        return router;
    }

    /** The nexuses open now, as a snapshot. */
    List<NexusRouter> routers() {
        return routers;
    }

    void onClosed(NexusRouter router) {
        routers.remove(router);
    }

    LunMap map() {
        return map;
    }
}
