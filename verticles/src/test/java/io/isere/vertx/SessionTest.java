package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.failureOf;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.text.TargetRecord;
import io.isere.scsi.backstore.file.FileBackstore;
import io.isere.scsi.backstore.file.FileBackstoreOptions;
import io.isere.scsi.initiator.ScsiException;
import io.isere.vertx.testing.RandomIo;
import io.isere.vertx.testing.Rig;
import io.isere.vertx.testing.Seeds;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Target and initiator through the public API, in one JVM, over both software providers and plain TCP. */
class SessionTest {
    private static final long DISK_BYTES = 64L << 20;
    private static final int DISK_BLOCKS = (int) (DISK_BYTES / 512);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"iwarp", "tcp", "inprocess"})
    void shouldFindTargetsAndDisks(String wire) {
        try (Rig rig = new Rig(wire, Rig.disk("ram", DISK_BYTES, folder), Rig.disk("ram", 4096, folder))) {
            assertThat(await(rig.initiator().discover(rig.portal())))
                    .singleElement()
                    .satisfies(record -> assertThat(record.name()).isEqualTo(Rig.TARGET))
                    .extracting(TargetRecord::addresses)
                    .asString()
                    .contains(rig.portal());
            IsereSession session = rig.login();
            assertThat(session.isOpen()).isTrue();
            assertThat(await(session.luns())).containsExactly(0, 1);
            assertThat(await(session.device(0)).capacityBytes()).isEqualTo(DISK_BYTES);
            assertThat(await(session.device(1)).capacityBytes()).isEqualTo(4096);
            assertThat(await(await(session.device(1)).inquiry()).vendor()).isEqualTo("ISERE");
            assertThat(rig.target().sessionCount()).isEqualTo(1);
            await(session.logout());
            assertThat(session.isOpen()).isFalse();
            assertThat(failureOf(session.device(0))).isInstanceOf(ScsiException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"iwarp, ram", "iwarp, file", "tcp, ram", "tcp, file", "inprocess, ram", "inprocess, file"})
    void shouldReadWhatItWrote(String wire, String kind) {
        try (Rig rig = new Rig(wire, Rig.disk(kind, DISK_BYTES, folder))) {
            IsereDevice device = rig.device();
            ByteBuffer buffer = device.buffer(8 << 20);
            for (int i = 0; i < buffer.capacity(); i += 4) {
                buffer.putInt(i, i ^ 0x5A5A5A5A);
            }
            int blocks = buffer.capacity() / device.blockBytes();
            await(device.write(7, blocks, buffer).compose(written -> device.flush()));
            ByteBuffer back = device.buffer(buffer.capacity());
            assertThat(await(device.read(7, blocks, back)).transferredBytes()).isEqualTo(buffer.capacity());
            assertThat(back).isEqualTo(buffer);
        }
    }

    @ParameterizedTest
    @CsvSource({"iwarp, ram", "iwarp, file", "tcp, ram", "tcp, file", "inprocess, ram", "inprocess, file"})
    void shouldKeepRandomDataApart(String wire, String kind) {
        long seed = Seeds.next("shouldKeepRandomDataApart " + wire + " " + kind);
        try (Rig rig = new Rig(wire, Rig.disk(kind, DISK_BYTES, folder))) {
            await(new RandomIo(rig.device(), seed, 0, DISK_BLOCKS).run(2000, 32));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iwarp", "tcp", "inprocess"})
    void shouldServeTwoSessionsAtOnce(String wire) {
        long seed = Seeds.next("shouldServeTwoSessionsAtOnce " + wire);
        try (Rig rig = new Rig(wire, Rig.disk("ram", DISK_BYTES, folder))) {
            IsereDevice first = rig.device();
            IsereDevice second = rig.device();
            assertThat(rig.target().sessionCount()).isEqualTo(2);
            await(Future.join(
                    new RandomIo(first, seed, 0, DISK_BLOCKS / 2).run(1000, 16),
                    new RandomIo(second, seed + 1, DISK_BLOCKS / 2, DISK_BLOCKS / 2).run(1000, 16)));
        }
    }

    /** Vert.x gives each connection's verticle a loop in turn; a request may be accepted on another loop than it came to. */
    @ParameterizedTest
    @ValueSource(strings = {"iwarp", "tcp", "inprocess"})
    void shouldSpreadConnectionsOverLoops(String wire) {
        long seed = Seeds.next("shouldSpreadConnectionsOverLoops " + wire);
        int sessions = 4;
        int blocks = DISK_BLOCKS / sessions;
        try (Rig rig = new Rig(3, wire, Rig.disk("ram", DISK_BYTES, folder))) {
            List<Future<Void>> loads = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                loads.add(new RandomIo(rig.device(), seed + i, i * blocks, blocks).run(300, 8));
            }
            await(Future.join(loads));
            assertThat(await(IsereVertx.usage(rig.targetVertx())))
                    .hasSizeGreaterThan(1)
                    .extracting(LoopUsage::connectionRegions)
                    .filteredOn(regions -> regions > 0)
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    void shouldCompleteOnTheCallersContext() {
        try (Rig rig = new Rig("iwarp", Rig.disk("ram", DISK_BYTES, folder))) {
            IsereDevice device = rig.device();
            Context caller = rig.targetVertx().getOrCreateContext();
            Promise<Context> completedOn = Promise.promise();
            caller.runOnContext(
                    nothing -> device.flush().onComplete(flushed -> completedOn.complete(Vertx.currentContext())));
            assertThat(await(completedOn.future())).isSameAs(caller);
        }
    }

    @Test
    void shouldEndWithItsVertx() throws IOException {
        Rig rig = new Rig("iwarp", Rig.disk("file", DISK_BYTES, folder));
        IsereSession session = rig.login();
        await(rig.targetVertx().close());
        assertThat(await(session.ended())).isNotEmpty();
        // The file is free again: the target has closed it.
        await(FileBackstore.open(folder.resolve("disk.img"), new FileBackstoreOptions().sizeBytes(DISK_BYTES))
                .close());
        await(rig.initiatorVertx().close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"iwarp", "tcp", "inprocess"})
    void shouldTakeMemoryThatIsNotRegistered(String wire) {
        try (Rig rig = new Rig(wire, Rig.disk("ram", DISK_BYTES, folder))) {
            IsereDevice device = rig.device();
            ByteBuffer heap = ByteBuffer.wrap("0123456789abcdef".repeat(64).getBytes(US_ASCII));
            await(device.write(3, 2, heap));
            ByteBuffer back = ByteBuffer.allocate(1024);
            await(device.read(3, 2, back));
            assertThat(back).isEqualTo(heap);
            // More than a command can bring by copying: it is cut into several.
            ByteBuffer much = ByteBuffer.allocate(2 << 20);
            new Random(1).nextBytes(much.array());
            await(device.write(8, 4096, much));
            ByteBuffer muchBack = ByteBuffer.allocateDirect(2 << 20);
            await(device.read(8, 4096, muchBack));
            assertThat(muchBack).isEqualTo(much);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iwarp", "tcp", "inprocess"})
    void shouldCloseWithSessionsOpen(String wire) {
        Rig rig = new Rig(wire, Rig.disk("ram", DISK_BYTES, folder));
        IsereSession session = rig.login();
        await(rig.target().close());
        assertThat(await(session.ended())).isNotEmpty();
        assertThat(failureOf(rig.initiator().login(Rig.TARGET, rig.portal()))).hasMessageContaining("cannot");
        rig.close();
    }
}
