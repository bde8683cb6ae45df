package io.isere.engine;

import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.WrappingBackstore;
import io.isere.scsi.backstore.ram.RamBackstore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A RAM disk that executes what it is given when it is told to, in an order of its own. For one thread. */
final class SlowBackstore extends WrappingBackstore {
    private final SplittableRandom random;
    private final List<BackstoreIo> pending = new ArrayList<>();

    SlowBackstore(long bytes, SplittableRandom random) {
        super(new RamBackstore(bytes));
        this.random = random;
    }

    /** Executes one request, whichever. */
    void executeOne() {
        if (!pending.isEmpty()) {
            store().submit(pending.remove(random.nextInt(pending.size())));
        }
    }

    int pending() {
        return pending.size();
    }

    @Override
    public void submit(BackstoreIo io) {
        pending.add(io);
    }
}
