package io.isere.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.backstore.BackstoreSuite;
import io.isere.scsi.testing.Memory;
import io.isere.vertx.spi.AsyncBackstore;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sample of a backstore of one's own behaves as a backstore must. */
class ObjectDiskTest extends BackstoreSuite {
    private final Vertx vertx = Vertx.vertx();
    private final ObjectStore objects = new ObjectStore(vertx, 1);

    @Override
    protected Backstore create() {
        return AsyncBackstore.of(new ObjectDisk(objects, "disk", CAPACITY_BYTES));
    }

    @AfterEach
    void closeVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void shouldTakeTheSpaceOfWhatIsInIt() {
        assertThat(objects.count()).isZero();
        write(ObjectDisk.OBJECT_BYTES - 512, Memory.filled(1, 1024));
        assertThat(objects.count()).isEqualTo(2);
        assertThat(run(new BackstoreIo(this).unmap(0, ObjectDisk.OBJECT_BYTES))).isEqualTo(BackstoreStatus.OK);
        assertThat(objects.count()).isEqualTo(1);
    }
}
