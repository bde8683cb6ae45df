package io.isere.vertx.cli;

import io.isere.vertx.IsereDevice;
import io.isere.vertx.config.Sizes;

/**
 * The part of a device that a command is about.
 *
 * @param offsetBytes where it begins, a multiple of the block size
 * @param lengthBytes how long it is
 */
record DeviceRange(long offsetBytes, long lengthBytes) {
    /**
     * The part that a URL names, shortened by an option.
     *
     * @param maxBytes -1: not shortened
     * @throws CliException when it does not lie on the device
     */
    static DeviceRange of(IsereDevice device, DiskUrl url, long maxBytes) {
        long capacityBytes = device.capacityBytes();
        if (url.offsetBytes() % device.blockBytes() != 0 || url.offsetBytes() > capacityBytes) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "offset " + url.offsetBytes() + " is no multiple of the disk's blocks of " + device.blockBytes()
                            + " bytes within its " + Sizes.format(capacityBytes),
                    null);
        }
        long roomBytes = capacityBytes - url.offsetBytes();
        if (url.lengthBytes() > roomBytes) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "the disk ends " + Sizes.format(roomBytes) + " after the offset: length=" + url.lengthBytes()
                            + " is too much",
                    null);
        }
        long lengthBytes = url.lengthBytes() < 0 ? roomBytes : url.lengthBytes();
        return new DeviceRange(url.offsetBytes(), maxBytes < 0 ? lengthBytes : Math.min(maxBytes, lengthBytes));
    }
}
