package io.isere.rdma.soft;

import io.isere.rdma.memory.Slab;
import io.isere.rdma.memory.StagTable;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.MemoryWindow;
import io.isere.rdma.verbs.ProtectionDomain;
import io.isere.rdma.verbs.RdmaException;
import java.nio.ByteBuffer;

/**
 * The protection domain of a software device: its STag table, and how many regions and windows live in it.
 *
 * <p>Thread: its device's loop. Lifetime: the device's. Allocates a region or a window when one is made.
 */
public final class SoftProtectionDomain implements ProtectionDomain {
    private final StagTable stags = new StagTable();
    private int regionCount;
    private int windowCount;

    @Override
    public MemoryRegion register(ByteBuffer buffer, int access) {
        SoftMemoryRegion region = new SoftMemoryRegion(this, allocateIndex(), new Slab(buffer), access);
        regionCount++;
        return region;
    }

    @Override
    public MemoryWindow createWindow() {
        SoftMemoryWindow window = new SoftMemoryWindow(this, allocateIndex());
        windowCount++;
        return window;
    }

    /** The table every access of a peer is checked with. */
    public StagTable stags() {
        return stags;
    }

    /** Regions registered now. */
    public int regionCount() {
        return regionCount;
    }

    /** Windows that exist now, bound or not. */
    public int windowCount() {
        return windowCount;
    }

    /** Ends every binding: no peer reaches anything here any more. */
    void close() {
        stags.unbindAll();
    }

    void regionGone() {
        regionCount--;
    }

    void windowGone() {
        windowCount--;
    }

    private int allocateIndex() {
        int index = stags.allocate();
        if (index < 0) {
            throw new RdmaException("all 2^24 STags of the device are in use: deregister memory or destroy windows");
        }
        return index;
    }
}
