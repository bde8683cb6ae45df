package io.isere.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.AhsWalker;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Flyweight;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FlyweightPropertyTest {

    @Property
    void whatSettersWroteGettersReadInAnyOrder(@ForAll long seed) {
        WireLayouts.ALL.forEach(layout -> checkRoundTrip(layout, new Random(seed)));
    }

    private static <T extends Flyweight<T>> void checkRoundTrip(WireLayout<T> layout, Random random) {
        ByteBuffer bytes = randomBytes(layout.lengthBytes(), random);
        T header = layout.create().wrap(bytes, 0);
        long[] values = new long[layout.fields().size()];
        for (int index = 0; index < values.length; index++) {
            WireField<T> field = layout.fields().get(index);
            values[index] = field.extract(bytes, 0);
            if (field.isSettable()) {
                values[index] = random.nextLong() & field.allOnes();
                field.setter().accept(header, values[index]);
            }
        }
        for (int index = 0; index < values.length; index++) {
            WireField<T> field = layout.fields().get(index);
            assertThat(field.getter().applyAsLong(header))
                    .as("%s.%s", layout, field)
                    .isEqualTo(values[index]);
        }
    }

    @Property
    void randomBytesReadAsTheirBits(@ForAll long seed) {
        WireLayouts.ALL.forEach(layout -> checkRandomBytes(layout, new Random(seed)));
    }

    private static <T extends Flyweight<T>> void checkRandomBytes(WireLayout<T> layout, Random random) {
        ByteBuffer bytes = randomBytes(layout.lengthBytes(), random);
        T header = layout.create().wrap(bytes, 0);
        for (WireField<T> field : layout.fields()) {
            assertThat(field.getter().applyAsLong(header)).isEqualTo(field.extract(bytes, 0));
        }
        if (header instanceof Bhs<?> bhs) {
            assertThat(bhs.opcode()).isNotNull();
            assertThat(bhs.pduLengthBytes())
                    .isBetween(48, 48 + 1020 + (1 << 24))
                    .matches(length -> length % 4 == 0);
        }
    }

    @Property
    void aWalkOverAnyAhsStaysInsideAndEnds(@ForAll @Size(1020) byte[] ahs, @ForAll @IntRange(max = 255) int words) {
        ByteBuffer bytes = ByteBuffer.allocate(Bhs.LENGTH_BYTES + words * 4);
        bytes.put(Bhs.LENGTH_BYTES, ahs, 0, words * 4);
        AnyBhs bhs = new AnyBhs().wrap(bytes, 0).totalAhsLengthBytes(words * 4);
        AhsWalker walker = new AhsWalker().wrap(bhs);
        int expectedOffset = Bhs.LENGTH_BYTES;
        while (walker.next()) {
            assertThat(walker.offset()).isEqualTo(expectedOffset);
            expectedOffset += Bhs.padded(3 + walker.ahsLengthBytes());
            assertThat(expectedOffset).isLessThanOrEqualTo(bytes.capacity());
        }
        assertThat(walker.malformed()).isEqualTo(expectedOffset != bytes.capacity());
    }

    private static ByteBuffer randomBytes(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
