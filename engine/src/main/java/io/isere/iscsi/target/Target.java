package io.isere.iscsi.target;

import io.isere.scsi.lun.ScsiTargetDevice;

/**
 * One target of a node: its iSCSI name and the SCSI device behind it. Immutable; any thread.
 *
 * @param name iSCSI name
 * @param alias a name for people; empty: none
 * @param portalGroupTag tag of the group its portals belong to
 * @param device its logical units
 */
public record Target(String name, String alias, int portalGroupTag, ScsiTargetDevice device) {}
