package io.isere.scsi.backstore.encrypted;

import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.backstore.threads.BlockingWork;
import io.isere.scsi.task.DataSegments;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out requests on one thread of an {@link EncryptedBackstore}, in pieces of 64 KiB, in memory of its own; allocates
 * nothing. A request that begins or ends within a unit changes what it does not know, and runs alone in the store.
 */
final class EncryptedIo implements BlockingWork {
    private static final Logger LOG = LoggerFactory.getLogger(EncryptedIo.class);
    private static final int PIECE_BYTES = 64 << 10;

    private final EncryptedBackstore owner;
    private final BlockingStore store;
    private final int unitBytes;
    private final ByteBuffer stored = ByteBuffer.allocateDirect(PIECE_BYTES);
    private final DataSegments segments = new DataSegments();
    /** Replaced when this thread runs nothing, under the lock of the owner. */
    private XtsCipher cipher;

    EncryptedIo(EncryptedBackstore owner, BlockingStore store, int unitBytes, XtsKey key) {
        this.owner = owner;
        this.store = store;
        this.unitBytes = unitBytes;
        cipher = newCipher(key);
    }

    private XtsCipher newCipher(XtsKey key) {
        return new XtsCipher(key, unitBytes, PIECE_BYTES / unitBytes);
    }

    /** Works with another key from now on; for the thread that holds the owner's lock alone. */
    void adopt(XtsKey key) {
        cipher.wipe();
        cipher = newCipher(key);
    }

    @Override
    public BackstoreStatus execute(BackstoreIo io) {
        boolean alone = io.op() == BackstoreOp.CHANGE_KEY || (io.op() != BackstoreOp.READ && !isAligned(io));
        long stamp = alone ? owner.lock().writeLock() : owner.lock().readLock();
        try {
            return switch (io.op()) {
                case READ -> read(io);
                case WRITE -> write(io);
                case FLUSH -> store.flush();
                case UNMAP -> unmap(io.offsetBytes(), io.offsetBytes() + io.lengthBytes());
                case CHANGE_KEY -> owner.changeKey();
            };
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warn("{} of {} bytes at {} of {} failed", io.op(), io.lengthBytes(), io.offsetBytes(), owner, e);
            return io.op() == BackstoreOp.READ ? BackstoreStatus.READ_ERROR : BackstoreStatus.WRITE_ERROR;
        } finally {
            owner.lock().unlock(stamp);
        }
    }

    private boolean isAligned(BackstoreIo io) {
        return (io.offsetBytes() | io.lengthBytes()) % unitBytes == 0;
    }

    private BackstoreStatus read(BackstoreIo io) {
        int done = 0;
        while (done < io.lengthBytes()) {
            long at = io.offsetBytes() + done;
            int skip = (int) (at % unitBytes);
            int step = Math.min(io.lengthBytes() - done, PIECE_BYTES - skip);
            BackstoreStatus status = load(at - skip, roundUp(skip + step));
            if (status != BackstoreStatus.OK) {
                return status;
            }
            io.segments().putRange(done, cipher.text(), skip, step);
            done += step;
        }
        return BackstoreStatus.OK;
    }

    private BackstoreStatus write(BackstoreIo io) {
        if (owner.readOnly()) {
            return BackstoreStatus.READ_ONLY;
        }
        int done = 0;
        while (done < io.lengthBytes()) {
            long at = io.offsetBytes() + done;
            int step = Math.min(io.lengthBytes() - done, PIECE_BYTES - (int) (at % unitBytes));
            BackstoreStatus status = change(at, step, io.segments(), done);
            if (status != BackstoreStatus.OK) {
                return status;
            }
            done += step;
        }
        return io.fua() ? store.flush() : BackstoreStatus.OK;
    }

    /** Gives back whole units, and writes zeros into parts of others. */
    private BackstoreStatus unmap(long from, long to) {
        if (owner.readOnly()) {
            return BackstoreStatus.READ_ONLY;
        }
        long firstWhole = from + (unitBytes - from % unitBytes) % unitBytes;
        if (firstWhole >= to) {
            return change(from, (int) (to - from), null, 0);
        }
        long endOfWhole = to - to % unitBytes;
        BackstoreStatus status =
                firstWhole == from ? BackstoreStatus.OK : change(from, (int) (firstWhole - from), null, 0);
        if (status == BackstoreStatus.OK && endOfWhole > firstWhole) {
            status = store.unmap(firstWhole, (int) (endOfWhole - firstWhole));
        }
        if (status == BackstoreStatus.OK && to > endOfWhole) {
            status = change(endOfWhole, (int) (to - endOfWhole), null, 0);
        }
        return status;
    }

    /**
     * Writes within a piece.
     *
     * @param data from its byte {@code dataAt} on; null: zeros
     */
    private BackstoreStatus change(long at, int bytes, @Nullable DataSegments data, int dataAt) {
        int skip = (int) (at % unitBytes);
        int pieceBytes = roundUp(skip + bytes);
        if (pieceBytes != bytes) {
            BackstoreStatus status = load(at - skip, pieceBytes);
            if (status != BackstoreStatus.OK) {
                return status;
            }
        }
        if (data == null) {
            fillWithZeros(skip, bytes);
        } else {
            data.getRange(dataAt, cipher.text(), skip, bytes);
        }
        cipher.encrypt((at - skip) / unitBytes, pieceBytes / unitBytes);
        stored.put(0, cipher.text(), 0, pieceBytes);
        return store.write(at - skip, piece(pieceBytes));
    }

    /** Reads whole units and decrypts them into the cipher's text. */
    private BackstoreStatus load(long at, int bytes) {
        BackstoreStatus status = store.read(at, piece(bytes));
        if (status == BackstoreStatus.OK) {
            cipher.text().put(0, stored, 0, bytes);
            cipher.decrypt(at / unitBytes, bytes / unitBytes);
            for (int unit = 0; unit < bytes; unit += unitBytes) {
                if (isHole(unit)) {
                    fillWithZeros(unit, unitBytes);
                }
            }
        }
        return status;
    }

    /** Zeros are what is unmapped or was never written: the chance that a unit encrypts to them is 2^-4096. */
    private boolean isHole(int from) {
        for (int at = from; at < from + unitBytes; at += Long.BYTES) {
            if (stored.getLong(at) != 0) {
                return false;
            }
        }
        return true;
    }

    private void fillWithZeros(int from, int bytes) {
        for (int at = from; at < from + bytes; at++) {
            cipher.text().put(at, (byte) 0);
        }
    }

    private int roundUp(int bytes) {
        return bytes + (unitBytes - bytes % unitBytes) % unitBytes;
    }

    private DataSegments piece(int bytes) {
        segments.clear();
        segments.add(stored, 0, bytes);
        return segments;
    }
}
