package io.isere.scsi.initiator;

import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiPort;
import io.vertx.core.Future;
import java.nio.ByteBuffer;

/** Finds out what a {@link BlockDevice} must know before its first command. Used once, on the port's loop. */
final class BlockDeviceOpening {
    /** Room for every answer asked for while opening, and for any vital product data page met so far. */
    static final int CONTROL_BUFFER_BYTES = 4096;

    private static final int CONTROL_BUFFER_BYTES_MIN = 512;
    /** Longest command, whatever a device reports: what 32 segments of 128 KiB hold. */
    private static final int MAX_TRANSFER_BYTES = 4 << 20;
    /** For devices that report no limit: Linux's way, and all that the RDMA buffers of tgt hold. */
    private static final int UNREPORTED_MAX_TRANSFER_BYTES = 512 << 10;

    private final int lun;
    private final LunClient client;
    private final ControlCommands control;

    BlockDeviceOpening(ScsiPort port, int lun, ByteBuffer controlBuffer, RetryPolicy policy) {
        if (controlBuffer.capacity() < CONTROL_BUFFER_BYTES_MIN) {
            throw new IllegalArgumentException("control buffer of " + controlBuffer.capacity() + " bytes is too small");
        }
        this.lun = lun;
        client = new LunClient(port, Lun.encode(lun), policy);
        control = new ControlCommands(client, controlBuffer);
    }

    Future<BlockDevice> open() {
        return control.testUnitReady()
                .compose(ready -> control.inquiry())
                .compose(this::requireBlockDevice)
                .compose(inquiry -> readCapacity())
                .compose(this::withLimits);
    }

    private Future<InquiryData> requireBlockDevice(InquiryData inquiry) {
        if (inquiry.isBlockDevice()) {
            return Future.succeededFuture(inquiry);
        }
        return Future.failedFuture(new IllegalStateException("LUN " + lun + " is no direct access block device: "
                + "peripheral qualifier " + inquiry.peripheralQualifier() + ", type " + inquiry.deviceType()));
    }

    private Future<ControlCommands.Capacity> readCapacity() {
        return control.readCapacity16()
                .recover(
                        failure -> isIllegalRequest(failure) ? control.readCapacity10() : Future.failedFuture(failure));
    }

    private Future<BlockDevice> withLimits(ControlCommands.Capacity capacity) {
        BlockGeometry geometry = capacity.geometry();
        int blockBytes = geometry.blockBytes();
        if (blockBytes <= 0 || blockBytes > UNREPORTED_MAX_TRANSFER_BYTES || Integer.bitCount(blockBytes) != 1) {
            return Future.failedFuture(
                    new IllegalStateException("LUN " + lun + " has blocks of " + blockBytes + " bytes"));
        }
        return unless(control.blockLimits(), BlockLimits.NOT_TOLD)
                .compose(limits -> capacity.managesProvisioning()
                        ? unless(control.provisioning(limits), limits)
                        : Future.succeededFuture(limits))
                .map(limits -> new BlockDevice(
                        client, control, withTransferLimit(geometry, limits.maxTransferBlocks()), limits));
    }

    /** What the device answers, or else what holds when it does not have such a page. */
    private static Future<BlockLimits> unless(Future<BlockLimits> answer, BlockLimits without) {
        return answer.recover(
                failure -> isIllegalRequest(failure) ? Future.succeededFuture(without) : Future.failedFuture(failure));
    }

    /**
     * The geometry with what one command may move.
     *
     * @param limitBlocks MAXIMUM TRANSFER LENGTH as the device reports it; 0: it reports none
     */
    static BlockGeometry withTransferLimit(BlockGeometry geometry, long limitBlocks) {
        long blocks = limitBlocks == 0
                ? UNREPORTED_MAX_TRANSFER_BYTES >>> geometry.blockShift()
                : Math.min(limitBlocks, MAX_TRANSFER_BYTES >>> geometry.blockShift());
        return new BlockGeometry(
                geometry.blockBytes(),
                geometry.blockCount(),
                (int) blocks,
                geometry.longLba(),
                geometry.protectionType());
    }

    private static boolean isIllegalRequest(Throwable failure) {
        return failure instanceof ScsiException scsi && scsi.isIllegalRequest();
    }
}
