package io.isere.wire;

import io.isere.iscsi.pdu.Flyweight;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** A header as the RFC draws it: its fields and reserved bits, in a table to test the flyweight against. */
final class WireLayout<T extends Flyweight<T>> {

    /** A setter of a flag that returns the flyweight. */
    interface FlagSetter<T> {
        T set(T header, boolean value);
    }

    /** A getter of a flag. */
    interface FlagGetter<T> {
        boolean get(T header);
    }

    /** A setter of an int that returns the flyweight. */
    interface IntSetter<T> {
        T set(T header, int value);
    }

    /** A setter of a long that returns the flyweight. */
    interface LongSetter<T> {
        T set(T header, long value);
    }

    private final String name;
    private final int lengthBytes;
    private final Supplier<T> factory;
    private final UnaryOperator<T> init;
    private final List<WireField<T>> fields = new ArrayList<>();
    private final List<int[]> reserved = new ArrayList<>();

    WireLayout(int lengthBytes, Supplier<T> factory, UnaryOperator<T> init) {
        this.name = factory.get().getClass().getSimpleName();
        this.lengthBytes = lengthBytes;
        this.factory = factory;
        this.init = init;
    }

    WireLayout<T> flag(String field, int byteOffset, int bit, FlagGetter<T> getter, FlagSetter<T> setter) {
        return add(
                field,
                byteOffset * 8 + bit,
                1,
                header -> getter.get(header) ? 1 : 0,
                (header, value) -> setter.set(header, value != 0));
    }

    WireLayout<T> bits(String field, int byteOffset, int bit, int bits, ToLongFunction<T> getter, IntSetter<T> setter) {
        return add(field, byteOffset * 8 + bit, bits, getter, (header, value) -> setter.set(header, (int) value));
    }

    WireLayout<T> number(String field, int byteOffset, int bytes, ToLongFunction<T> getter, IntSetter<T> setter) {
        return bits(field, byteOffset, 0, bytes * 8, getter, setter);
    }

    /** A 32-bit tag or serial number: an int, compared as its unsigned bits. */
    WireLayout<T> word(String field, int byteOffset, ToLongFunction<T> getter, IntSetter<T> setter) {
        return number(field, byteOffset, 4, header -> getter.applyAsLong(header) & 0xffff_ffffL, setter);
    }

    WireLayout<T> quantity(String field, int byteOffset, int bytes, ToLongFunction<T> getter, LongSetter<T> setter) {
        return add(field, byteOffset * 8, bytes * 8, getter, (header, value) -> setter.set(header, value));
    }

    /** A field that {@code init()} alone writes. */
    WireLayout<T> fixed(String field, int byteOffset, int bit, int bits, ToLongFunction<T> getter) {
        return add(field, byteOffset * 8 + bit, bits, getter, null);
    }

    WireLayout<T> reserved(int byteOffset, int bit, int bits) {
        reserved.add(new int[] {byteOffset * 8 + bit, bits});
        return this;
    }

    WireLayout<T> reservedBytes(int fromByte, int untilByte) {
        return reserved(fromByte, 0, (untilByte - fromByte) * 8);
    }

    private WireLayout<T> add(
            String field, int bitOffset, int bits, ToLongFunction<T> getter, ObjLongConsumer<T> setter) {
        fields.add(new WireField<>(field, bitOffset, bits, getter, setter));
        return this;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    T create() {
        return factory.get();
    }

    T init(T header) {
        return init.apply(header);
    }

    List<WireField<T>> fields() {
        return fields;
    }

    /** How many fields or reserved ranges cover each bit: all 1 if the layout tiles the header. */
    int[] coverage() {
        int[] coverage = new int[lengthBytes * 8];
        fields.forEach(field -> count(coverage, field.bitOffset(), field.bitLength()));
        reserved.forEach(range -> count(coverage, range[0], range[1]));
        return coverage;
    }

    private static void count(int[] coverage, int bitOffset, int bitLength) {
        for (int bit = bitOffset; bit < bitOffset + bitLength; bit++) {
            coverage[bit]++;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
