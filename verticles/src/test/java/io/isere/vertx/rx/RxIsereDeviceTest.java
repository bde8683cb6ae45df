package io.isere.vertx.rx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.vertx.spi.AsyncBackstore;
import io.isere.vertx.testing.HeldStore;
import io.isere.vertx.testing.Rig;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.vertx.core.buffer.Buffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Devices as RxJava sees them: results, order, pace and disposal. */
class RxIsereDeviceTest {
    private static final int BYTES = 4 << 20;
    private static final int BLOCKS = BYTES / 512;

    private static RxIsereDevice device(Rig rig) {
        return RxIsereInitiator.of(rig.initiator())
                .login(Rig.TARGET, rig.portal())
                .flatMap(session -> session.device(0))
                .blockingGet();
    }

    private static Buffer random(int bytes) {
        byte[] data = new byte[bytes];
        new Random(3).nextBytes(data);
        return Buffer.buffer(data);
    }

    @Test
    void shouldReadInOrderWhatItWrote() {
        Buffer data = random(BYTES);
        try (Rig rig = new Rig("iwarp", new RamBackstore(BYTES))) {
            RxIsereDevice device = device(rig);
            Flowable<Buffer> pieces =
                    Flowable.range(0, 32).map(i -> data.getBuffer(i * BYTES / 32, (i + 1) * BYTES / 32));
            assertThat(device.write(0, pieces).blockingGet()).isEqualTo(BYTES);
            assertThat(device.flush().blockingGet().transferredBytes()).isZero();
            Buffer back = device.read(0, BLOCKS, 100)
                    .collect(Buffer::buffer, Buffer::appendBuffer)
                    .blockingGet();
            assertThat(back).isEqualTo(data);
            assertThat(device.read(3, 4).blockingGet()).isEqualTo(data.getBuffer(3 * 512, 7 * 512));
            assertThat(device.write(0, random(512)).blockingGet().transferredBytes())
                    .isEqualTo(512);
            assertThat(device.inquiry().blockingGet().vendor()).isEqualTo("ISERE");
        }
    }

    @Test
    void shouldReadNoFurtherAheadThanItMay() {
        HeldStore store = new HeldStore(BYTES);
        try (Rig rig = new Rig("iwarp", AsyncBackstore.of(store))) {
            RxIsereDevice device = device(rig);
            store.hold();
            TestSubscriber<Buffer> slow = device.read(0, BLOCKS, 8, 5).test(0);
            until("five reads are with the disk", () -> store.held() == 5);
            store.letGo();
            await(device.device().read(0, 8));
            assertThat(slow.values()).isEmpty();
            slow.request(2);
            slow.awaitCount(2);
            assertThat(slow.values()).hasSize(2);
            slow.cancel();
        }
    }

    @Test
    void shouldAskTheSourceForNoMoreThanItWrites() {
        HeldStore store = new HeldStore(BYTES);
        AtomicInteger asked = new AtomicInteger();
        try (Rig rig = new Rig("iwarp", AsyncBackstore.of(store))) {
            RxIsereDevice device = device(rig);
            store.hold();
            Flowable<Buffer> source = Flowable.range(0, 100)
                    .map(i -> random(512))
                    .rebatchRequests(1)
                    .doOnNext(buffer -> asked.incrementAndGet());
            var written = device.write(0, source, 3).test();
            until("three writes are with the disk", () -> store.held() == 3);
            assertThat(asked.get()).isBetween(3, 4);
            store.letGo();
            until("all is written", () -> !written.values().isEmpty());
            written.assertValue(100L * 512);
        }
    }

    @Test
    void shouldAbortWhenDisposed() {
        HeldStore store = new HeldStore(BYTES);
        try (Rig rig = new Rig("iwarp", AsyncBackstore.of(store))) {
            RxIsereDevice device = device(rig);
            store.hold();
            Disposable read = device.read(0, BLOCKS, 8, 4).subscribe(buffer -> {});
            until("reads are with the disk", () -> store.held() == 4);
            read.dispose();
            store.letGo();
            assertThat(await(device.device().read(0, 8)).length()).isEqualTo(4096);
        }
    }

    @Test
    void shouldTellFailures() {
        try (Rig rig = new Rig("inprocess", new RamBackstore(BYTES))) {
            RxIsereDevice device = device(rig);
            assertThatThrownBy(() -> device.read(0, BLOCKS + 1L, 64).blockingLast())
                    .hasMessageContaining("do not exist");
            assertThatThrownBy(() -> device.write(0, Flowable.just(random(512), Buffer.buffer("short")))
                            .blockingGet())
                    .hasMessageContaining("no whole blocks");
            assertThatThrownBy(() -> device.read(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
