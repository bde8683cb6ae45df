package io.isere.wire;

import io.isere.iscsi.pdu.Flyweight;
import java.nio.ByteBuffer;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;

/**
 * One field as the RFC draws it: where it is, and the flyweight's accessors for it. Values are the raw bits.
 *
 * @param bitOffset from the header's first byte, most significant bit first, as RFCs count
 * @param bitLength 1..64
 * @param getter reads the field
 * @param setter writes the field, null if only {@code init()} does
 */
record WireField<T extends Flyweight<T>>(
        String name, int bitOffset, int bitLength, ToLongFunction<T> getter, ObjLongConsumer<T> setter) {

    boolean isSettable() {
        return setter != null;
    }

    long allOnes() {
        return bitLength == Long.SIZE ? -1L : (1L << bitLength) - 1;
    }

    /** The field's bits, taken one by one from the bytes: the reference the flyweight is compared with. */
    long extract(ByteBuffer bytes, int headerOffset) {
        long value = 0;
        for (int bit = bitOffset; bit < bitOffset + bitLength; bit++) {
            int octet = bytes.get(headerOffset + bit / 8);
            value = value << 1 | (octet >> (7 - bit % 8) & 1);
        }
        return value;
    }

    /** Writes the field's bits one by one. */
    void insert(ByteBuffer bytes, int headerOffset, long value) {
        for (int index = 0; index < bitLength; index++) {
            int bit = bitOffset + index;
            int mask = 0x80 >> bit % 8;
            int octet = bytes.get(headerOffset + bit / 8);
            boolean set = (value >>> (bitLength - 1 - index) & 1) != 0;
            bytes.put(headerOffset + bit / 8, (byte) (set ? octet | mask : octet & ~mask));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
