package io.isere.rdma.iwarp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FPDUs come together and leave again at whatever byte reads and writes are cut. */
class ReassemblyTest {
    private static byte[] honestStream(ScriptedScene scene) {
        return Bytes.concat(scene.honestFpdus().toArray(new byte[0][]));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aByteAtATime(boolean crc) {
        try (ScriptedScene scene = new ScriptedScene(crc)) {
            scene.socket.readSizes(() -> 1);
            for (byte each : honestStream(scene)) {
                scene.socket.arrive(new byte[] {each});
            }
            scene.assertHonestStreamArrived();
            scene.assertCanaries();
        }
    }

    /** Every split point in and around every header and trailer, and many in the payloads. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everySplitPoint(boolean crc) {
        List<Integer> points = new ArrayList<>();
        try (ScriptedScene scene = new ScriptedScene(crc)) {
            int at = 0;
            for (byte[] fpdu : scene.honestFpdus()) {
                for (int i = 0; i < fpdu.length; i += i < 60 || i > fpdu.length - 12 ? 1 : 997) {
                    points.add(at + i);
                }
                at += fpdu.length;
            }
        }
        for (int point : points) {
            try (ScriptedScene scene = new ScriptedScene(crc)) {
                byte[] stream = honestStream(scene);
                scene.socket.arrive(Arrays.copyOf(stream, point));
                scene.socket.arrive(Arrays.copyOfRange(stream, point, stream.length));
                scene.assertHonestStreamArrived();
            }
        }
    }

    @Property(tries = 200)
    void randomCutsAndReads(@ForAll boolean crc, @ForAll long seed) {
        Random random = new Random(seed);
        try (ScriptedScene scene = new ScriptedScene(crc)) {
            int largest = 1 << (1 + random.nextInt(16));
            scene.socket.readSizes(() -> 1 + random.nextInt(largest));
            byte[] stream = honestStream(scene);
            int at = 0;
            while (at < stream.length) {
                int next = Math.min(stream.length, at + 1 + random.nextInt(largest));
                scene.socket.arrive(Arrays.copyOfRange(stream, at, next));
                at = next;
                // A turn now and then, since a call reads only so often before it lets others have theirs.
                scene.loopback.step();
            }
            while (!scene.loopback.loop.isIdle()) {
                scene.loopback.step();
            }
            byte[] answer = scene.socket.takeOutgoing();
            scene.socket.outgoing.writeBytes(answer);
            scene.assertHonestStreamArrived();
            scene.assertCanaries();
        }
    }

    @Test
    void partialWritesGoOnAtAnyByte() {
        byte[] expected = null;
        for (int size : new int[] {Integer.MAX_VALUE, 1, 2, 3, 7, 64, 1000, 5000}) {
            try (ScriptedScene scene = new ScriptedScene(true)) {
                scene.socket.writeSizes(() -> size);
                scene.socket.arrive(honestStream(scene));
                scene.end.send(0, 100);
                scene.end.send(WINDOW, 5000);
                scene.end.send(0, 0);
                while (scene.end.sent < 3) {
                    scene.loopback.step();
                    scene.socket.tellWritable();
                }
                byte[] written = scene.socket.takeOutgoing();
                expected = expected == null ? written : expected;
                assertThat(written).isEqualTo(expected);
            }
        }
    }

    private static final int WINDOW = ScriptedScene.WINDOW_OFFSET;

    /** A completion says that the memory may be reused: not before the last byte was taken. */
    @Test
    void aSendCompletesWhenItsLastByteWasTaken() {
        try (ScriptedScene scene = new ScriptedScene(false)) {
            scene.socket.arrive(scene.honestFpdus().get(0));
            scene.socket.writeSizes(() -> 1);
            scene.end.send(0, 10);
            int wireBytes = (2 + 18 + 10 + 3 & ~3) + 4;
            for (int i = 0; i < wireBytes; i++) {
                assertThat(scene.end.sent).isZero();
                scene.loopback.step();
                scene.socket.tellWritable();
            }
            scene.loopback.step();
            assertThat(scene.end.sent).isEqualTo(1);
            assertThat(scene.socket.outgoing.size()).isEqualTo(wireBytes);
        }
    }

    /** A block that one session reads may be written by another meanwhile: old or new data, but never a wrong CRC. */
    @Test
    void memoryThatChangesWhileItIsSentKeepsItsCrc() {
        try (ScriptedScene scene = new ScriptedScene(true)) {
            scene.socket.arrive(scene.honestFpdus().get(0));
            scene.socket.writeSizes(() -> 0);
            scene.end.bytes.put(WINDOW, Bytes.payload(20_000));
            scene.end.send(WINDOW, 20_000);
            scene.loopback.step();
            scene.end.bytes.put(WINDOW, new byte[20_000]);
            scene.socket.writeSizes(() -> Integer.MAX_VALUE);
            scene.socket.tellWritable();
            scene.loopback.until("sent", () -> scene.end.sent == 1);
            byte[] ulpdu = Bytes.untagged(Bytes.UNTAGGED_LAST, Bytes.SEND, 0, 0, 1, 0, Bytes.payload(20_000));
            assertThat(scene.socket.takeOutgoing()).isEqualTo(Bytes.fpdu(ulpdu, true));
        }
    }

    /** The rest of a large Write is not placed any more once its window was invalidated. */
    @Test
    void invalidatingAWindowStopsTheWriteUnderWay() {
        try (ScriptedScene scene = new ScriptedScene(false)) {
            byte[] write = scene.honestFpdus().get(1);
            scene.socket.arrive(Arrays.copyOf(write, 12_016));
            assertThat(scene.at(WINDOW, 12_000)).isEqualTo(Arrays.copyOf(Bytes.payload(20_002), 12_000));
            scene.window.invalidate();
            scene.socket.arrive(Arrays.copyOfRange(write, 12_016, write.length));
            scene.loopback.until("ended", () -> scene.end.disconnect != null);
            assertThat(scene.at(WINDOW + 12_000, 8000)).containsOnly(ScriptedScene.CANARY);
            assertThat(scene.end.disconnect.terminate().toString()).isEqualTo("layer 1 type 1 code 0x00");
            byte[] terminate = scene.socket.takeOutgoing();
            assertThat(Arrays.copyOfRange(terminate, 2, 4)).isEqualTo(Bytes.hex("4147"));
            assertThat(Arrays.copyOfRange(terminate, 26, 40)).isEqualTo(Arrays.copyOfRange(write, 2, 16));
            assertThat(scene.socket.outputEnded).isTrue();
        }
    }
}
