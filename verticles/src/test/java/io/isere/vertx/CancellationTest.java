package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.failureOf;
import static io.isere.vertx.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.initiator.ScsiResult;
import io.isere.vertx.spi.AsyncBackstore;
import io.isere.vertx.testing.HeldStore;
import io.isere.vertx.testing.Rig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are cancelled, and sessions that are closed, while a disk takes its time. */
class CancellationTest {
    private static final int BYTES = 1 << 20;

    private final HeldStore store = new HeldStore(BYTES);

    @ParameterizedTest
    @ValueSource(strings = {"iwarp", "tcp", "inprocess"})
    void shouldAbortWhatIsUnderWay(String wire) {
        try (Rig rig = new Rig(wire, AsyncBackstore.of(store))) {
            IsereDevice device = rig.device();
            store.hold();
            Cancellation cancellation = new Cancellation();
            Future<Buffer> read = device.read(0, 8, cancellation);
            Future<ScsiResult> write = device.write(64, device.byteBuf(4096).writeZero(4096), cancellation);
            Future<Buffer> other = device.read(0, 8);
            until("all are with the disk", () -> store.held() == 3);
            cancellation.cancel();
            assertThat(cancellation.isCancelled()).isTrue();
            store.letGo();
            assertThat(failureOf(read)).isInstanceOf(CancellationException.class);
            assertThat(failureOf(write)).isInstanceOf(CancellationException.class);
            assertThat(await(other).length()).isEqualTo(4096);
            assertThat(failureOf(device.read(0, 8, cancellation))).isInstanceOf(CancellationException.class);
            assertThat(await(device.read(0, 8)).length()).isEqualTo(4096);
        }
    }

    @Test
    void closeLetsCommandsEnd() {
        try (Rig rig = new Rig("iwarp", AsyncBackstore.of(store))) {
            IsereSession session = rig.login();
            IsereDevice device = await(session.device(0));
            store.hold();
            Future<Buffer> read = device.read(0, 8);
            until("it is with the disk", () -> store.held() == 1);
            Future<Void> closing = session.close();
            assertThat(failureOf(device.read(0, 8))).hasMessageContaining("being closed");
            assertThat(closing.isComplete()).isFalse();
            store.letGo();
            assertThat(await(read).length()).isEqualTo(4096);
            await(closing);
            assertThat(session.isOpen()).isFalse();
        }
    }

    @Test
    void closeHasALimit() {
        try (Rig rig = new Rig("iwarp", AsyncBackstore.of(store))) {
            IsereSession session = rig.login();
            IsereDevice device = await(session.device(0));
            store.hold();
            Future<Buffer> read = device.read(0, 8);
            until("it is with the disk", () -> store.held() == 1);
            Future<Void> closing = session.close(10, TimeUnit.MILLISECONDS);
            assertThat(failureOf(read)).isNotNull();
            store.letGo();
            await(closing);
        }
    }
}
