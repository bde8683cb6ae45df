package io.isere.scsi.initiator;

/**
 * A range of blocks.
 *
 * @param lba the first
 * @param blocks how many, from 0
 */
public record BlockExtent(long lba, long blocks) {}
