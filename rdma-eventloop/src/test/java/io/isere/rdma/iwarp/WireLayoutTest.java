package io.isere.rdma.iwarp;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.iwarp.ddp.TaggedHeader;
import io.isere.rdma.iwarp.ddp.UntaggedHeader;
import io.isere.rdma.iwarp.mpa.EnhancedData;
import io.isere.rdma.iwarp.mpa.MpaFrame;
import io.isere.rdma.iwarp.rdmap.ReadRequestHeader;
import io.isere.rdma.iwarp.rdmap.TerminateHeader;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the fields of every flyweight tile its bytes, without gap or overlap, and give back what was put. */
class WireLayoutTest {
    private static final int GUARD = 3;

    /** One field: its width, and how it is written and read at an offset. */
    private record Field(String name, int bits, Setter set, Getter get) {
        long allOnes() {
            return bits == 64 ? -1 : (1L << bits) - 1;
        }
    }

    private interface Setter {
        void set(ByteBuffer bytes, int offset, long value);
    }

    private interface Getter {
        long get(ByteBuffer bytes, int offset);
    }

    /** A header: its length, which bits fields cover, its fields. */
    private record Layout(String name, int lengthBytes, BigInteger covered, List<Field> fields) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Field field(String name, int bits, Setter set, Getter get) {
        return new Field(name, bits, set, get);
    }

    /** Bits {@code from} to {@code to} of a header, counted as the RFCs do. */
    private static BigInteger bits(int lengthBytes, int from, int to) {
        BigInteger mask = BigInteger.ZERO;
        for (int bit = from; bit < to; bit++) {
            mask = mask.setBit(lengthBytes * 8 - 1 - bit);
        }
        return mask;
    }

    static Stream<Layout> layouts() {
        return Stream.of(
                new Layout(
                        "MpaFrame",
                        MpaFrame.LENGTH,
                        bits(20, 128, 160),
                        List.of(
                                field(
                                        "flags",
                                        8,
                                        (b, o, v) -> new MpaFrame(b, o).flags((int) v),
                                        (b, o) -> new MpaFrame(b, o).flags()),
                                field(
                                        "revision",
                                        8,
                                        (b, o, v) -> new MpaFrame(b, o).revision((int) v),
                                        (b, o) -> new MpaFrame(b, o).revision()),
                                field(
                                        "privateDataBytes",
                                        16,
                                        (b, o, v) -> new MpaFrame(b, o).privateDataBytes((int) v),
                                        (b, o) -> new MpaFrame(b, o).privateDataBytes()))),
                new Layout(
                        "EnhancedData",
                        EnhancedData.LENGTH,
                        bits(4, 0, 32),
                        List.of(
                                field(
                                        "flags",
                                        4,
                                        (b, o, v) -> new EnhancedData(b, o).flags((int) v),
                                        (b, o) -> new EnhancedData(b, o).flags()),
                                field(
                                        "ird",
                                        14,
                                        (b, o, v) -> new EnhancedData(b, o).ird((int) v),
                                        (b, o) -> new EnhancedData(b, o).ird()),
                                field(
                                        "ord",
                                        14,
                                        (b, o, v) -> new EnhancedData(b, o).ord((int) v),
                                        (b, o) -> new EnhancedData(b, o).ord()))),
                new Layout(
                        "TaggedHeader",
                        TaggedHeader.LENGTH,
                        bits(14, 0, 112),
                        List.of(
                                field(
                                        "control",
                                        8,
                                        (b, o, v) -> new TaggedHeader(b, o).control((int) v),
                                        (b, o) -> new TaggedHeader(b, o).control()),
                                field(
                                        "rdmapControl",
                                        8,
                                        (b, o, v) -> new TaggedHeader(b, o).rdmapControl((int) v),
                                        (b, o) -> new TaggedHeader(b, o).rdmapControl()),
                                field(
                                        "stag",
                                        32,
                                        (b, o, v) -> new TaggedHeader(b, o).stag((int) v),
                                        (b, o) -> new TaggedHeader(b, o).stag() & 0xffff_ffffL),
                                field(
                                        "taggedOffset",
                                        64,
                                        (b, o, v) -> new TaggedHeader(b, o).taggedOffset(v),
                                        (b, o) -> new TaggedHeader(b, o).taggedOffset()))),
                new Layout(
                        "UntaggedHeader",
                        UntaggedHeader.LENGTH,
                        bits(18, 0, 144),
                        List.of(
                                field(
                                        "control",
                                        8,
                                        (b, o, v) -> new UntaggedHeader(b, o).control((int) v),
                                        (b, o) -> new UntaggedHeader(b, o).control()),
                                field(
                                        "rdmapControl",
                                        8,
                                        (b, o, v) -> new UntaggedHeader(b, o).rdmapControl((int) v),
                                        (b, o) -> new UntaggedHeader(b, o).rdmapControl()),
                                field(
                                        "invalidateStag",
                                        32,
                                        (b, o, v) -> new UntaggedHeader(b, o).invalidateStag((int) v),
                                        (b, o) -> new UntaggedHeader(b, o).invalidateStag() & 0xffff_ffffL),
                                field(
                                        "queueNumber",
                                        32,
                                        (b, o, v) -> new UntaggedHeader(b, o).queueNumber((int) v),
                                        (b, o) -> new UntaggedHeader(b, o).queueNumber() & 0xffff_ffffL),
                                field(
                                        "messageSequenceNumber",
                                        32,
                                        (b, o, v) -> new UntaggedHeader(b, o).messageSequenceNumber((int) v),
                                        (b, o) -> new UntaggedHeader(b, o).messageSequenceNumber() & 0xffff_ffffL),
                                field(
                                        "messageOffset",
                                        32,
                                        (b, o, v) -> new UntaggedHeader(b, o).messageOffset((int) v),
                                        (b, o) -> new UntaggedHeader(b, o).messageOffset() & 0xffff_ffffL))),
                new Layout(
                        "ReadRequestHeader",
                        ReadRequestHeader.LENGTH,
                        bits(28, 0, 224),
                        List.of(
                                field(
                                        "sinkStag",
                                        32,
                                        (b, o, v) -> new ReadRequestHeader(b, o).sinkStag((int) v),
                                        (b, o) -> new ReadRequestHeader(b, o).sinkStag() & 0xffff_ffffL),
                                field(
                                        "sinkTaggedOffset",
                                        64,
                                        (b, o, v) -> new ReadRequestHeader(b, o).sinkTaggedOffset(v),
                                        (b, o) -> new ReadRequestHeader(b, o).sinkTaggedOffset()),
                                field(
                                        "sizeBytes",
                                        32,
                                        (b, o, v) -> new ReadRequestHeader(b, o).sizeBytes(v),
                                        (b, o) -> new ReadRequestHeader(b, o).sizeBytes()),
                                field(
                                        "sourceStag",
                                        32,
                                        (b, o, v) -> new ReadRequestHeader(b, o).sourceStag((int) v),
                                        (b, o) -> new ReadRequestHeader(b, o).sourceStag() & 0xffff_ffffL),
                                field(
                                        "sourceTaggedOffset",
                                        64,
                                        (b, o, v) -> new ReadRequestHeader(b, o).sourceTaggedOffset(v),
                                        (b, o) -> new ReadRequestHeader(b, o).sourceTaggedOffset()))),
                new Layout(
                        "TerminateHeader",
                        TerminateHeader.LENGTH + TerminateHeader.SEGMENT_LENGTH_BYTES,
                        bits(6, 0, 19).or(bits(6, 32, 48)),
                        List.of(
                                field("error", 16, WireLayoutTest::setError, WireLayoutTest::error),
                                field(
                                        "headerControl",
                                        3,
                                        (b, o, v) -> new TerminateHeader(b, o).headerControl((int) v << 5),
                                        (b, o) -> new TerminateHeader(b, o).headerControl() >> 5),
                                field(
                                        "segmentLengthBytes",
                                        16,
                                        (b, o, v) -> new TerminateHeader(b, o).segmentLengthBytes((int) v),
                                        (b, o) -> new TerminateHeader(b, o).segmentLengthBytes()))));
    }

    private static void setError(ByteBuffer bytes, int offset, long value) {
        new TerminateHeader(bytes, offset).error((int) value >> 12 & 0xf, (int) value >> 8 & 0xf, (int) value & 0xff);
    }

    private static long error(ByteBuffer bytes, int offset) {
        TerminateHeader header = new TerminateHeader(bytes, offset);
        return (long) header.layer() << 12 | header.errorType() << 8 | header.errorCode();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void fieldsTileTheHeader(Layout layout) {
        BigInteger union = BigInteger.ZERO;
        for (Field field : layout.fields()) {
            BigInteger touched = touchedBy(layout, field);
            assertThat(touched.bitCount()).as("bits of %s", field.name()).isEqualTo(field.bits());
            assertThat(union.and(touched)).as("overlap of %s", field.name()).isZero();
            union = union.or(touched);
        }
        assertThat(union).isEqualTo(layout.covered());
    }

    private static BigInteger touchedBy(Layout layout, Field field) {
        ByteBuffer bytes = ByteBuffer.allocate(GUARD + layout.lengthBytes() + GUARD);
        field.set().set(bytes, GUARD, field.allOnes());
        for (int i = 0; i < GUARD; i++) {
            assertThat(bytes.get(i)).isZero();
            assertThat(bytes.get(GUARD + layout.lengthBytes() + i)).isZero();
        }
        return new BigInteger(1, Arrays.copyOfRange(bytes.array(), GUARD, GUARD + layout.lengthBytes()));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aFieldOfZerosAmongOnesLeavesItsNeighbours(Layout layout) {
        for (Field field : layout.fields()) {
            ByteBuffer bytes = ByteBuffer.allocate(layout.lengthBytes());
            layout.fields().forEach(each -> each.set().set(bytes, 0, each.allOnes()));
            field.set().set(bytes, 0, 0);
            for (Field other : layout.fields()) {
                long expected = other.equals(field) ? 0 : other.allOnes();
                assertThat(other.get().get(bytes, 0)).as(other.name()).isEqualTo(expected);
            }
        }
    }

    @Provide
    Arbitrary<Layout> anyLayout() {
        return Arbitraries.of(layouts().toList());
    }

    @Property(tries = 500)
    void everyValueComesBack(@ForAll("anyLayout") Layout layout, @ForAll long[] seeds) {
        ByteBuffer bytes = ByteBuffer.allocate(layout.lengthBytes());
        for (int i = 0; i < layout.fields().size(); i++) {
            layout.fields().get(i).set().set(bytes, 0, value(layout.fields().get(i), seeds, i));
        }
        for (int i = 0; i < layout.fields().size(); i++) {
            Field field = layout.fields().get(i);
            assertThat(field.get().get(bytes, 0)).as(field.name()).isEqualTo(value(field, seeds, i));
        }
    }

    private static long value(Field field, long[] seeds, int index) {
        return (seeds.length == 0 ? index : seeds[index % seeds.length] * (index + 1)) & field.allOnes();
    }
}
