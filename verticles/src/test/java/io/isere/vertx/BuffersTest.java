package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.vertx.testing.Rig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All kinds of memory, registered and not, give and take the same bytes. */
class BuffersTest {
    private static final int BYTES = 3 << 20;
    private static final int BLOCKS = BYTES / 512;

    @TempDir
    private Path folder;

    private static byte[] random(int bytes) {
        byte[] data = new byte[bytes];
        new Random(7).nextBytes(data);
        return data;
    }

    @ParameterizedTest
    @ValueSource(strings = {"iwarp", "tcp", "inprocess"})
    void shouldMoveBuffersOfVertx(String wire) {
        byte[] data = random(BYTES);
        try (Rig rig = new Rig(wire, Rig.disk("ram", 2L * BYTES, folder))) {
            IsereDevice device = rig.device();
            assertThat(await(device.write(5, Buffer.buffer(data))).transferredBytes())
                    .isEqualTo(BYTES);
            assertThat(await(device.read(5, BLOCKS)).getBytes()).isEqualTo(data);
            Buffer registered = BufferInternal.buffer(device.byteBuf(BYTES));
            registered.appendBytes(data);
            await(device.write(BLOCKS, registered.slice(512, BYTES)));
            assertThat(await(device.read(BLOCKS - 1, 3)).getBytes(512, 1024)).isEqualTo(registered.getBytes(512, 1024));
            assertThat(await(device.read(0, 0)).length()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iwarp", "tcp", "inprocess"})
    void shouldMoveBuffersOfNetty(String wire) {
        byte[] data = random(BYTES);
        try (Rig rig = new Rig(wire, Rig.disk("ram", 2L * BYTES, folder))) {
            IsereDevice device = rig.device();
            ByteBuf registered = device.byteBuf(BYTES).writeBytes(data);
            await(device.write(0, registered));
            assertThat(registered.readableBytes()).isEqualTo(BYTES);
            for (ByteBuf into : new ByteBuf[] {device.byteBuf(BYTES + 9), Unpooled.buffer(), Unpooled.directBuffer()}) {
                into.writeZero(9);
                await(device.read(0, BLOCKS, into));
                assertThat(into.readableBytes()).isEqualTo(9 + BYTES);
                assertThat(into.slice(9, BYTES)).isEqualTo(registered);
            }
            ByteBuf composite =
                    Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(data, 0, 1000), registered.slice(1000, 24));
            await(device.write(3, composite));
            assertThat(await(device.read(3, 2)).getBytes()).isEqualTo(Arrays.copyOf(data, 1024));
        }
    }

    @Test
    void shouldKnowSlicesOfRegisteredMemory() {
        try (Rig rig = new Rig("iwarp", Rig.disk("ram", 2L * BYTES, folder))) {
            IsereDevice device = rig.device();
            ByteBuffer whole = device.buffer(BYTES + 4096);
            whole.put(4096, random(BYTES));
            ByteBuffer slice = whole.slice(4096, BYTES);
            await(device.write(0, BLOCKS, slice));
            assertThat(await(device.read(0, BLOCKS)).getBytes()).isEqualTo(random(BYTES));
            ByteBuffer other = ByteBuffer.allocateDirect(BYTES);
            await(device.read(0, BLOCKS, other));
            assertThat(other).isEqualTo(slice);
            // What is no longer registered is copied, however much it is.
            device.release(whole);
            slice.put(0, (byte) ~slice.get(0));
            await(device.write(0, BLOCKS, slice));
            await(device.read(0, BLOCKS, other));
            assertThat(other).isEqualTo(slice);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithABuffer() {
        try (Rig rig = new Rig("inprocess", Rig.disk("ram", BYTES, folder))) {
            IsereDevice device = rig.device();
            assertThat(failureOf(device.write(0, Buffer.buffer(new byte[700]))))
                    .hasMessage("700 bytes are no whole blocks of 512 bytes: fill up the last one");
            assertThat(failureOf(device.read(0, 3, Unpooled.buffer(512, 1024))))
                    .hasMessage("3 blocks need 1536 bytes, there is room for 1024");
            assertThat(failureOf(device.read(BLOCKS, 1))).hasMessageContaining("do not exist");
            assertThat(failureOf(device.read(0, -1))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldCompleteOnTheCallersContext() {
        Vertx caller = Vertx.vertx();
        try (Rig rig = new Rig("iwarp", Rig.disk("ram", BYTES, folder))) {
            IsereDevice device = rig.device();
            Promise<Boolean> same = Promise.promise();
            caller.runOnContext(nothing -> {
                Context context = Vertx.currentContext();
                device.read(0, 8).onComplete(read -> same.complete(Vertx.currentContext() == context));
            });
            assertThat(await(same.future())).isTrue();
        } finally {
            await(caller.close());
        }
    }
}
