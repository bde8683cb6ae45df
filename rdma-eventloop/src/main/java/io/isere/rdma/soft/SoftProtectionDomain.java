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
public class SoftProtectionDomain implements ProtectionDomain {
    private final StagTable stags = new StagTable();
    private int regionCount;
    private int windowCount;

    @Override
    public MemoryRegion register(ByteBuffer buffer, int access) {
        SoftMemoryRegion region = new SoftMemoryRegion(this, allocateIndex(), new Slab(buffer), access);
        regionCount++;
        onRegistered(region);
        return region;
    }

    @Override
    public MemoryWindow createWindow() {
        SoftMemoryWindow window = newWindow(allocateIndex());
        windowCount++;
        return window;
    }

    /** Makes a window of a provider's own kind. */
    protected SoftMemoryWindow newWindow(int index) {
        return new SoftMemoryWindow(this, index);
    }

    /** For a provider that tells a device: a region was registered. */
    protected void onRegistered(SoftMemoryRegion region) {}

    /** For a provider that tells a device: a region is registered no more. */
    protected void onDeregistered(SoftMemoryRegion region) {}

    /** The connection of a queue pair is over, and with it its windows. */
    protected void endWindowsOf(SoftQueuePair queuePair) {
        stags.unbindQueuePair(queuePair.number());
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

    void regionGone(SoftMemoryRegion region) {
        onDeregistered(region);
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
