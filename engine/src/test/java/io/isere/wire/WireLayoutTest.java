package io.isere.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Flyweight;
import io.isere.iscsi.pdu.Opcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireLayoutTest {

    private static final int HEADER_OFFSET = 5;
    private static final int SLACK_BYTES = 7;

    static List<WireLayout<?>> layouts() {
        return WireLayouts.ALL;
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void fieldsTileTheHeader(WireLayout<?> layout) {
        int[] coverage = layout.coverage();
        for (int bit = 0; bit < coverage.length; bit++) {
            assertThat(coverage[bit])
                    .as("%s byte %d bit %d", layout, bit / 8, bit % 8)
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void wrapNeedsExactlyTheLengthOfTheHeader(WireLayout<?> layout) {
        checkBounds(layout);
    }

    private static <T extends Flyweight<T>> void checkBounds(WireLayout<T> layout) {
        T header = layout.create();
        header.wrap(ByteBuffer.allocate(layout.lengthBytes()), 0);
        assertThatThrownBy(() -> header.wrap(ByteBuffer.allocate(layout.lengthBytes() - 1), 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> header.wrap(ByteBuffer.allocate(layout.lengthBytes()), 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> layout.init(layout.create())).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void everyFieldIsReadAndWrittenBesideOnesAndBesideZeroes(WireLayout<?> layout) {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            checkFields(layout, ByteBuffer.allocate(bufferLength(layout)).order(order));
            checkFields(layout, ByteBuffer.allocateDirect(bufferLength(layout)).order(order));
        }
    }

    private static int bufferLength(WireLayout<?> layout) {
        return HEADER_OFFSET + layout.lengthBytes() + SLACK_BYTES;
    }

    private static <T extends Flyweight<T>> void checkFields(WireLayout<T> layout, ByteBuffer bytes) {
        for (WireField<T> field : layout.fields()) {
            checkField(layout, field, bytes, 0x00);
            checkField(layout, field, bytes, 0xff);
        }
    }

    private static <T extends Flyweight<T>> void checkField(
            WireLayout<T> layout, WireField<T> field, ByteBuffer bytes, int neighbours) {
        T header = layout.create().wrap(bytes, HEADER_OFFSET);
        for (long value : new long[] {field.allOnes(), 0, field.allOnes() & 0x5555_5555_5555_5555L, 1}) {
            ByteBuffer expected = filled(bytes.capacity(), neighbours);
            field.insert(expected, HEADER_OFFSET, value);

            fill(bytes, neighbours);
            field.insert(bytes, HEADER_OFFSET, value);
            assertThat(field.getter().applyAsLong(header))
                    .as("get %s.%s", layout, field)
                    .isEqualTo(value);

            if (field.isSettable()) {
                fill(bytes, neighbours);
                field.setter().accept(header, value);
                assertThat(contents(bytes))
                        .as("set %s.%s to %x", layout, field, value)
                        .isEqualTo(contents(expected));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void initLeavesNothingOfWhatWasThere(WireLayout<?> layout) {
        checkInit(layout);
    }

    private static <T extends Flyweight<T>> void checkInit(WireLayout<T> layout) {
        ByteBuffer fromOnes = filled(bufferLength(layout), 0xff);
        ByteBuffer fromZeroes = filled(bufferLength(layout), 0x00);
        layout.init(layout.create().wrap(fromOnes, HEADER_OFFSET));
        layout.init(layout.create().wrap(fromZeroes, HEADER_OFFSET));
        byte[] ones = contents(fromOnes);
        byte[] zeroes = contents(fromZeroes);
        int end = HEADER_OFFSET + layout.lengthBytes();
        assertThat(Arrays.copyOfRange(ones, HEADER_OFFSET, end))
                .isEqualTo(Arrays.copyOfRange(zeroes, HEADER_OFFSET, end));
        assertThat(Arrays.copyOfRange(ones, 0, HEADER_OFFSET)).containsOnly(0xff);
        assertThat(Arrays.copyOfRange(ones, end, ones.length)).containsOnly(0xff);
    }

    @Test
    void everyOpcodeOfTheRfcHasAFlyweightThatSetsIt() {
        Set<Opcode> covered = new HashSet<>();
        for (WireLayout<?> layout : WireLayouts.ALL) {
            if (initialised(layout) instanceof Bhs<?> bhs) {
                covered.add(bhs.opcode());
            }
        }
        Set<Opcode> assigned = new HashSet<>(List.of(Opcode.values()));
        assigned.remove(Opcode.UNASSIGNED);
        assertThat(covered).isEqualTo(assigned).hasSize(18);
    }

    private static <T extends Flyweight<T>> T initialised(WireLayout<T> layout) {
        return layout.init(layout.create().wrap(ByteBuffer.allocate(layout.lengthBytes()), 0));
    }

    private static ByteBuffer filled(int length, int octet) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        fill(bytes, octet);
        return bytes;
    }

    private static void fill(ByteBuffer bytes, int octet) {
        for (int index = 0; index < bytes.capacity(); index++) {
            bytes.put(index, (byte) octet);
        }
    }

    private static byte[] contents(ByteBuffer bytes) {
        byte[] contents = new byte[bytes.capacity()];
        bytes.get(0, contents);
        return contents;
    }
}
