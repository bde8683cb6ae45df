package io.isere.scsi.backstore.encrypted;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.backstore.WrappingBackstore;
import io.isere.scsi.backstore.threads.IoThreads;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.StampedLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another backstore, whose blocks it keeps encrypted with XTS-AES-256 (IEEE 1619): the tweak is the number of the unit of
 * 512 bytes or more. A unit that is stored as zeros was never written, or is unmapped, and reads as zeros; which units
 * these are is no secret. Nor is it found out when what is stored is changed: XTS does not authenticate.
 *
 * <p>For any number of loops: {@link #submit} only queues, and allocates nothing; a few threads of the store's own encrypt,
 * in memory of their own, so that what a request writes is not changed and no loop waits for AES. Owns the other
 * backstore, and closes it.
 */
public final class EncryptedBackstore extends WrappingBackstore {
    private static final Logger LOG = LoggerFactory.getLogger(EncryptedBackstore.class);
    private static final int THREADS = 4;
    private static final int QUEUE_LENGTH = 1024;

    private final KeyHolder keys;
    private final int unitBytes;
    private final StampedLock lock = new StampedLock();
    private final List<EncryptedIo> workers = new ArrayList<>();
    private final IoThreads threads;
    private final Promise<Void> closed = Promise.promise();

    /**
     * Encrypts from now on with the key that is in effect; blocks.
     *
     * @param unitBytes what is encrypted as one: a power of two from 512 to 4096. What was stored with another reads as noise
     * @throws IOException when the key cannot be had
     */
    public EncryptedBackstore(Backstore store, int unitBytes, KeyHolder keys) throws IOException {
        super(store);
        if (Integer.bitCount(unitBytes) != 1 || unitBytes < 512 || unitBytes > 4096) {
            throw new IllegalArgumentException(unitBytes + " bytes are no unit: a power of two from 512 to 4096 is");
        }
        this.keys = keys;
        this.unitBytes = unitBytes;
        XtsKey key = keys.load();
        for (int index = 0; index < THREADS; index++) {
            workers.add(newWorker(key));
        }
        key.wipe();
        Iterator<EncryptedIo> works = Collections.unmodifiableList(workers).iterator();
        threads = new IoThreads("isere-crypt", THREADS, QUEUE_LENGTH, works::next, this::onStopped);
    }

    EncryptedIo newWorker(XtsKey key) {
        return new EncryptedIo(this, new BlockingStore(store()), unitBytes, key);
    }

    /** Held by requests; alone by those that must not run with others. */
    StampedLock lock() {
        return lock;
    }

    /** CHANGE_KEY; for a thread that holds the lock alone. */
    BackstoreStatus changeKey() {
        if (readOnly()) {
            return BackstoreStatus.READ_ONLY;
        }
        XtsKey next = XtsKey.random();
        try {
            keys.replace(next);
            adopt();
            return BackstoreStatus.OK;
        } catch (IOException e) {
            LOG.warn("the key of {} could not be replaced", store(), e);
            return adoptWhatIsInEffect();
        } finally {
            next.wipe();
        }
    }

    /** A replacement that failed may have been made: what is written from now on is for the key that will be found. */
    private BackstoreStatus adoptWhatIsInEffect() {
        try {
            adopt();
        } catch (IOException e) {
            LOG.warn("the key of {} cannot be read", store(), e);
        }
        return BackstoreStatus.WRITE_ERROR;
    }

    private void adopt() throws IOException {
        XtsKey key = keys.load();
        workers.forEach(worker -> worker.adopt(key));
        key.wipe();
    }

    @Override
    public long capacityBytes() {
        return super.capacityBytes() / unitBytes * unitBytes;
    }

    @Override
    public boolean encrypts() {
        return true;
    }

    @Override
    public long extentEndBytes(long offsetBytes) {
        return Math.min(super.extentEndBytes(offsetBytes), capacityBytes());
    }

    /** Queues the request; completes it as BUSY when the queue is full. A FLUSH needs no key and goes on at once. */
    @Override
    public void submit(BackstoreIo io) {
        if (io.op() == BackstoreOp.FLUSH) {
            store().submit(io);
        } else {
            threads.submit(io);
        }
    }

    /** As the interface says; the future's handlers run on any thread. */
    @Override
    public Future<Void> close() {
        threads.close();
        return closed.future();
    }

    private void onStopped() {
        store().close().onComplete(closed);
    }

    @Override
    public String toString() {
        return store() + ", encrypted";
    }
}
