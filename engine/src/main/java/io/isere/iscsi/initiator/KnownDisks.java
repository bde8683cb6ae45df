package io.isere.iscsi.initiator;

import io.isere.scsi.initiator.DiskIdentity;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiPort;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which disks a session works with, by LUN: after it was opened again, they must be the same ones. A target may have been
 * configured anew meanwhile, and a write meant for one disk must not land on another.
 *
 * <p>Thread: the session's loop. Lifetime: the session.
 */
final class KnownDisks {
    private static final Logger LOG = LoggerFactory.getLogger(KnownDisks.class);

    private final Map<Integer, DiskIdentity> known = new TreeMap<>();
    /** LUNs as in a PDU. */
    private final Set<Long> others = new HashSet<>();

    /** Says which disk it is; {@link DiskIdentity#UNKNOWN}: it is not looked after. */
    void remember(int lun, DiskIdentity identity) {
        others.remove(Lun.encode(lun));
        if (identity.isKnown()) {
            known.put(lun, identity);
        } else {
            known.remove(lun);
        }
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** Whether another disk is at a LUN now, as in a PDU; allocates nothing while none is. */
    boolean isOther(long lun) {
        return !others.isEmpty() && others.contains(lun);
    }

    /**
     * Asks all of them who they are. One that does not answer stays as it is: what is sent to it is answered so too.
     *
     * @return when all were asked; never fails
     */
    Future<Void> check(ScsiPort port, String targetName) {
        Future<Void> asked = Future.succeededFuture();
        for (Map.Entry<Integer, DiskIdentity> disk : known.entrySet()) {
            int lun = disk.getKey();
            asked = asked.compose(before -> DiskIdentity.of(port, lun).map(now -> {
                compare(targetName, lun, disk.getValue(), now);
                return null;
            }));
        }
        return asked;
    }

    private void compare(String targetName, int lun, DiskIdentity before, DiskIdentity now) {
        if (!now.isKnown() || now.equals(before)) {
            others.remove(Lun.encode(lun));
            return;
        }
        others.add(Lun.encode(lun));
        LOG.error(
                "{}: LUN {} is another disk since the session was opened again: it was {}, it is {}; commands to it"
                        + " fail until it is opened anew",
                targetName,
                lun,
                before,
                now);
    }
}
