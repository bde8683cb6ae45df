package io.isere.iscsi.target;

import io.isere.scsi.lun.ScsiTargetDevice;
import java.util.Set;

/**
 * One target of a node: its iSCSI name and the SCSI device behind it. Immutable; any thread.
 *
 * @param name iSCSI name
 * @param alias a name for people; empty: none
 * @param portalGroupTags tags of the portal groups through which it is reached; empty: all there are
 * @param device its logical units
 */
public record Target(String name, String alias, Set<Integer> portalGroupTags, ScsiTargetDevice device) {
    /** Copies the tags. */
    public Target {
        portalGroupTags = Set.copyOf(portalGroupTags);
    }

    /** Reached through one portal group. */
    public Target(String name, String alias, int portalGroupTag, ScsiTargetDevice device) {
        this(name, alias, Set.of(portalGroupTag), device);
    }

    /** Whether a portal of that group leads to it. */
    public boolean isReachedThrough(int portalGroupTag) {
        return portalGroupTags.isEmpty() || portalGroupTags.contains(portalGroupTag);
    }
}
