package io.isere.scsi.commands.sanitize;

import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.WrappingBackstore;
import io.isere.scsi.backstore.ram.RamBackstore;
import java.util.ArrayList;
import java.util.List;

/** A RAM disk of 1 MiB that keeps the first byte of each write to its first block. */
final class RecordingStore extends WrappingBackstore {
    final List<Byte> firstBytes = new ArrayList<>();

    RecordingStore() {
        super(new RamBackstore(1 << 20));
    }

    @Override
    public void submit(BackstoreIo io) {
        if (io.op() == BackstoreOp.WRITE && io.offsetBytes() == 0) {
            firstBytes.add(io.segments().slab(0).get(io.segments().offsetBytes(0)));
        }
        store().submit(io);
    }
}
