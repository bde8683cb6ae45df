package io.isere.engine;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.task.DataSegments;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A RAM disk that executes what it is given when it is told to, in an order of its own. For one thread. */
final class SlowBackstore implements Backstore {
    private final RamBackstore ram;
    private final SplittableRandom random;
    private final List<BackstoreIo> pending = new ArrayList<>();

    SlowBackstore(long bytes, SplittableRandom random) {
        ram = new RamBackstore(bytes);
        this.random = random;
    }

    /** Executes one request, whichever. */
    void executeOne() {
        if (!pending.isEmpty()) {
            ram.submit(pending.remove(random.nextInt(pending.size())));
        }
    }

    int pending() {
        return pending.size();
    }

    @Override
    public long capacityBytes() {
        return ram.capacityBytes();
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
        return false;
    }

    @Override
    public boolean mapWrite(long offsetBytes, int lengthBytes, DataSegments out) {
        return false;
    }

    @Override
    public void submit(BackstoreIo io) {
        pending.add(io);
    }

    @Override
    public Future<Void> close() {
        return ram.close();
    }
}
