package io.isere.vertx.load;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.task.DataSegments;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Memory that stands still for a while, or loses a write. */
final class FaultyDisk implements Backstore {
    private final RamBackstore memory;
    private final AtomicInteger reads = new AtomicInteger();
    private final List<BackstoreIo> held = new ArrayList<>();
    private int stallAtRead = -1;
    private long stallMs;
    private boolean stalled;
    private volatile long lostBytesAt = -1;

    FaultyDisk(long bytes) {
        memory = new RamBackstore(bytes);
    }

    FaultyDisk stallAtRead(int number, long milliseconds) {
        stallAtRead = number;
        stallMs = milliseconds;
        return this;
    }

    /** From now on. */
    void loseWritesTo(long offsetBytes) {
        lostBytesAt = offsetBytes;
    }

    @Override
    public void submit(BackstoreIo io) {
        if (io.op() == BackstoreOp.WRITE && io.offsetBytes() == lostBytesAt) {
            io.complete(BackstoreStatus.OK);
        } else if (io.op() == BackstoreOp.READ && isHeld(io)) {
            return;
        } else {
            memory.submit(io);
        }
    }

    private synchronized boolean isHeld(BackstoreIo io) {
        if (reads.getAndIncrement() == stallAtRead) {
            stalled = true;
            CompletableFuture.delayedExecutor(stallMs, TimeUnit.MILLISECONDS).execute(this::goOn);
        }
        return stalled && held.add(io);
    }

    private synchronized void goOn() {
        stalled = false;
        held.forEach(memory::submit);
        held.clear();
    }

    @Override
    public long capacityBytes() {
        return memory.capacityBytes();
    }

    @Override
    public boolean thin() {
        return false;
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public boolean writeBack() {
        return false;
    }

    @Override
    public boolean mapRead(long offsetBytes, int lengthBytes, DataSegments out) {
        out.clear();
        return false;
    }

    @Override
    public boolean mapWrite(long offsetBytes, int lengthBytes, DataSegments out) {
        out.clear();
        return false;
    }

    @Override
    public Future<Void> close() {
        return memory.close();
    }
}
