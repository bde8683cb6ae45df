package io.isere.vertx.cli;

import io.isere.vertx.IsereDevice;

/** Blocks that a command line names. Static functions. */
final class BlockRange {
    private BlockRange() {}

    /** Refuses blocks that the device does not have. */
    static void require(IsereDevice device, long lba, long blocks) {
        long there = device.geometry().blockCount();
        if (lba < 0 || blocks < 0 || lba > there - blocks) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "blocks " + lba + " to " + (lba + blocks - 1) + " are not all there: the disk has blocks 0 to "
                            + (there - 1) + ", of " + device.blockBytes() + " bytes",
                    null);
        }
    }
}
