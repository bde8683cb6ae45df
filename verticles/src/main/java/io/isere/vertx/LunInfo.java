package io.isere.vertx;

/**
 * What a logical unit of a running target is, for people. Immutable.
 *
 * @param target iSCSI name of its target
 * @param lun its number
 * @param store what holds its blocks
 * @param capacityBytes its size
 * @param blockBytes length of a logical block
 * @param readOnly whether writes are refused
 */
public record LunInfo(String target, int lun, String store, long capacityBytes, int blockBytes, boolean readOnly) {}
