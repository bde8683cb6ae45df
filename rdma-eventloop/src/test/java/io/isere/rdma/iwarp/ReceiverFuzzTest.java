package io.isere.rdma.iwarp;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.verbs.WorkOpcode;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * Random bytes, and honest streams with random damage: nothing is thrown, nothing is written outside of what was named, and
 * it always ends in a disconnect with everything flushed. A failure names its seed.
 */
class ReceiverFuzzTest {
    private static final int STREAMS_PER_SEED = 150;

    @RepeatedTest(4)
    void damagedStreams() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < STREAMS_PER_SEED; i++) {
            feed(seed, i, random, random.nextBoolean());
        }
    }

    /** A seed that never changes, so that a change of behaviour shows in the same place. */
    @Test
    void damagedStreamsOfAFixedSeed() {
        Random random = new Random(20_261_101L);
        for (int i = 0; i < STREAMS_PER_SEED; i++) {
            feed(20_261_101L, i, random, i % 2 == 0);
        }
    }

    private static void feed(long seed, int index, Random random, boolean crc) {
        try (ScriptedScene scene = new ScriptedScene(crc)) {
            addReadsUnderWay(scene, random);
            byte[] stream = random.nextInt(8) == 0 ? noise(random) : damaged(scene.honestFpdus(), crc, random);
            int largest = 1 << random.nextInt(17);
            scene.socket.readSizes(() -> 1 + random.nextInt(largest));
            scene.socket.writeSizes(() -> random.nextInt(largest + 1));
            for (int at = 0; at < stream.length && !scene.socket.closed; ) {
                int next = Math.min(stream.length, at + 1 + random.nextInt(largest));
                scene.socket.arrive(Arrays.copyOfRange(stream, at, next));
                at = next;
                if (random.nextInt(4) == 0) {
                    scene.loopback.step();
                    scene.socket.tellWritable();
                }
            }
            finish(scene, random);
            scene.assertCanaries();
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed + ", stream " + index, e);
        }
    }

    private static void addReadsUnderWay(ScriptedScene scene, Random random) {
        for (int i = random.nextInt(4); i > 0; i--) {
            // Into the window: what a response may write is what the canaries leave out.
            scene.end.post(WorkOpcode.RDMA_READ, ScriptedScene.WINDOW_OFFSET, 100, 1, 1);
        }
    }

    private static void finish(ScriptedScene scene, Random random) {
        if (random.nextBoolean()) {
            scene.socket.end();
        } else {
            scene.socket.breakDown();
        }
        int posted = ScriptedScene.RECEIVE_COUNT;
        scene.loopback.until("ended", () -> scene.end.disconnect != null);
        assertThat(scene.end.received + scene.end.flushed + scene.end.failed + scene.end.sent)
                .isGreaterThanOrEqualTo(posted);
        assertThat(scene.loopback.loop.uncaught()).isEmpty();
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(4096)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Honest FPDUs, some of them flipped, cut, doubled, dropped or swapped; with CRCs set right again now and then. */
    private static byte[] damaged(List<byte[]> fpdus, boolean crc, Random random) {
        byte[] stream = new byte[0];
        for (byte[] fpdu : fpdus) {
            byte[] part = fpdu;
            switch (random.nextInt(8)) {
                case 0 -> part = flipped(part, crc, random);
                case 1 -> part = Arrays.copyOf(part, random.nextInt(part.length + 1));
                case 2 -> part = Bytes.concat(part, part);
                case 3 -> part = new byte[0];
                case 4 -> part = Bytes.fpdu(randomHeader(random), crc);
                default -> {}
            }
            stream = Bytes.concat(stream, part);
        }
        return stream;
    }

    private static byte[] flipped(byte[] fpdu, boolean crc, Random random) {
        byte[] copy = fpdu.clone();
        int at = random.nextBoolean() ? random.nextInt(Math.min(copy.length, 48)) : random.nextInt(copy.length);
        copy[at] ^= (byte) (1 << random.nextInt(8));
        boolean mend = crc && at >= 2 && random.nextBoolean();
        int ulpduBytes = (copy[0] & 0xff) << 8 | (copy[1] & 0xff);
        return mend ? Bytes.fpdu(Arrays.copyOfRange(copy, 2, 2 + ulpduBytes), true) : copy;
    }

    /** A header that passes the first checks more often than noise does. */
    private static byte[] randomHeader(Random random) {
        byte[] payload = Bytes.payload(random.nextInt(64));
        int rdmap = 0x40 | random.nextInt(8);
        if (random.nextBoolean()) {
            return Bytes.tagged(0x81 | random.nextInt(2) << 6, rdmap, random.nextInt(1024), random.nextLong(), payload);
        }
        int ddp = 0x01 | random.nextInt(2) << 6;
        return Bytes.untagged(
                ddp, rdmap, random.nextInt(), random.nextInt(3), random.nextInt(4), random.nextInt(3), payload);
    }
}
