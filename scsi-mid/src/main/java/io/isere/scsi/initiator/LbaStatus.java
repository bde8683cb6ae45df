package io.isere.scsi.initiator;

/**
 * A range of blocks of one provisioning status.
 *
 * @param lba the first
 * @param blocks how many
 */
public record LbaStatus(long lba, long blocks, ProvisioningStatus status) {}
