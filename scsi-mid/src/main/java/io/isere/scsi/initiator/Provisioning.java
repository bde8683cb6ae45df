package io.isere.scsi.initiator;

import io.isere.scsi.cdb.UnmapCdb;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.List;

/** UNMAP and GET LBA STATUS, as many commands as the device's limits make of them. Used on the port's loop only; allocates. */
final class Provisioning {
    /** What a descriptor can express. */
    private static final long DESCRIPTOR_BLOCKS_MAX = 0xFFFF_FFFFL;

    private final ControlCommands control;
    private final BlockGeometry geometry;
    private final BlockLimits limits;

    Provisioning(ControlCommands control, BlockGeometry geometry, BlockLimits limits) {
        this.control = control;
        this.geometry = geometry;
        this.limits = limits;
    }

    Future<Void> unmap(List<BlockExtent> extents) {
        for (BlockExtent extent : extents) {
            geometry.requireRange(extent.lba(), extent.blocks());
        }
        if (!limits.unmaps()) {
            return Future.failedFuture(
                    new UnsupportedOperationException("the device has no UNMAP: LBPU of its VPD page B2h is not set"));
        }
        UnmapLists lists = new UnmapLists(extents, maxBlocks(), maxDescriptors(), limits);
        // One list a step.
        return new RangeSteps(0, lists.count(), 1, (index, one) -> send(lists.list((int) index))).run();
    }

    private Future<Void> send(ByteBuffer list) {
        return control.send(list, cdb -> UnmapCdb.build(cdb, list.capacity()));
    }

    private long maxBlocks() {
        return limits.maxUnmapBlocks() == 0 ? DESCRIPTOR_BLOCKS_MAX : limits.maxUnmapBlocks();
    }

    private int maxDescriptors() {
        int room = (control.listBytesMax() - UnmapCdb.LIST_HEADER_BYTES) / UnmapCdb.DESCRIPTOR_BYTES;
        return limits.maxUnmapDescriptors() == 0 ? 1 : (int) Math.min(room, limits.maxUnmapDescriptors());
    }

    Future<List<LbaStatus>> lbaStatus(long lba, long blocks) {
        geometry.requireRange(lba, blocks);
        return new LbaStatusScan(control, lba, blocks).run();
    }
}
