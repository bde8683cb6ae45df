package io.isere.vertx.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.backstore.BackstoreSuite;
import io.isere.scsi.testing.Memory;
import io.isere.vertx.testing.Await;
import io.isere.vertx.testing.HeldStore;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A store of futures behaves as every backstore does, and its failures reach the initiator as what they are. */
class AsyncBackstoreTest extends BackstoreSuite {
    private final HeldStore memory = new HeldStore(CAPACITY_BYTES);

    @Override
    protected Backstore create() {
        return AsyncBackstore.of(memory);
    }

    @Test
    void closeWaitsForWhatIsUnderWay() {
        memory.hold();
        BackstoreIo io = new BackstoreIo(this).write(0, Memory.segments(Memory.filled(1, 512)), false);
        boolean[] ended = {false};
        store.submit(io.thenOn(loop, done -> ended[0] = true));
        Await.until("the write waits", () -> memory.held() == 1);
        Future<Void> closing = store.close();
        assertThat(closing.isComplete()).isFalse();
        memory.letGo();
        loop.runUntil(() -> ended[0]);
        assertThat(io.status()).isEqualTo(BackstoreStatus.OK);
        Await.await(closing);
    }

    @Test
    void failuresAreToldAsWhatTheyAre() {
        assertThat(statusOfRead(new AsyncStoreException(BackstoreStatus.BUSY, "later")))
                .isEqualTo(BackstoreStatus.BUSY);
        assertThat(statusOfRead(new IllegalStateException("broken"))).isEqualTo(BackstoreStatus.READ_ERROR);
        assertThatThrownBy(() -> new AsyncStoreException(BackstoreStatus.OK, "fine"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private BackstoreStatus statusOfRead(RuntimeException failure) {
        AsyncBackstore failing = AsyncBackstore.of(new Failing(failure));
        try {
            BackstoreIo io = new BackstoreIo(this).read(0, Memory.segments(ByteBuffer.allocateDirect(512)));
            boolean[] ended = {false};
            failing.submit(io.thenOn(loop, done -> ended[0] = true));
            loop.runUntil(() -> ended[0]);
            return io.status();
        } finally {
            Await.await(failing.close());
        }
    }

    /** Fails, once as a future and once by throwing. */
    private record Failing(RuntimeException failure) implements AsyncStore {
        @Override
        public long capacityBytes() {
            return 4096;
        }

        @Override
        public Future<Void> read(long offsetBytes, ByteBuffer into) {
            if (failure instanceof IllegalStateException) {
                throw failure;
            }
            return Future.failedFuture(failure);
        }

        @Override
        public Future<Void> write(long offsetBytes, ByteBuffer data) {
            return Future.failedFuture(failure);
        }
    }
}
