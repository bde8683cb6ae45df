package io.isere.scsi.sense;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Sense data of both formats reads back as written, and any bytes at all can be read. */
class SensePropertyTest {
    private final ByteBuffer sense = ByteBuffer.allocate(252);

    @Property
    void fixed(
            @ForAll SenseKey key,
            @ForAll SenseCode code,
            @ForAll @LongRange(max = 0xFFFF_FFFFL) long information,
            @ForAll @IntRange(max = 259) int pointer) {
        int length = SenseData.writeFixed(sense, key, code);
        assertThat(SenseData.hasInformation(sense, length)).isFalse();
        assertThat(SenseData.fieldPointer(sense, length)).isEqualTo(-1);
        SenseData.setFixedInformation(sense, information);
        SenseData.setFixedFieldPointer(sense, pointer);
        assertThat(length).isEqualTo(18);
        assertReads(length, false, key, code, information, pointer);
    }

    @Property
    void descriptor(
            @ForAll SenseKey key,
            @ForAll SenseCode code,
            @ForAll long information,
            @ForAll @IntRange(max = 259) int pointer) {
        int length = SenseData.writeDescriptor(sense, key, code);
        assertThat(SenseData.hasInformation(sense, length)).isFalse();
        assertThat(SenseData.fieldPointer(sense, length)).isEqualTo(-1);
        SenseData.addFieldPointer(sense, pointer);
        length = SenseData.addInformation(sense, information);
        assertThat(length).isEqualTo(8 + 8 + 12);
        assertReads(length, true, key, code, information, pointer);
    }

    private void assertReads(
            int length, boolean descriptor, SenseKey key, SenseCode code, long information, int pointer) {
        assertThat(SenseData.isKnown(sense, length)).isTrue();
        assertThat(SenseData.isDescriptor(sense, length)).isEqualTo(descriptor);
        assertThat(SenseData.isDeferred(sense, length)).isFalse();
        assertThat(SenseData.key(sense, length)).isEqualTo(key);
        assertThat(SenseData.asc(sense, length)).isEqualTo(code.asc());
        assertThat(SenseData.ascq(sense, length)).isEqualTo(code.ascq());
        assertThat(SenseData.hasInformation(sense, length)).isTrue();
        assertThat(SenseData.information(sense, length)).isEqualTo(information);
        assertThat(SenseData.fieldPointer(sense, length)).isEqualTo(pointer);
    }

    @Property
    void anyBytesCanBeRead(@ForAll @Size(max = 40) byte[] bytes) {
        ByteBuffer exact = ByteBuffer.wrap(bytes);
        assertThat(SenseText.decode(exact, bytes.length)).isNotEmpty();
        assertThat(SenseData.fieldPointer(exact, bytes.length)).isGreaterThanOrEqualTo(-1);
        assertThat(SenseData.key(exact, bytes.length)).isNotNull();
    }
}
