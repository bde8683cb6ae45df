package io.isere.iser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IserPrivateDataTest {

    @Test
    void theKernelInitiatorSupportsRemoteInvalidationAndNoZeroBasedAddresses() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, (byte) 0x80, 0, 0, 0});
        assertThat(IserPrivateData.read(bytes, 1, 4)).isEqualTo(new IserPrivateData(false, true));
    }

    @Test
    void nothingOrTooLittleReadsAsAbsent() {
        assertThat(IserPrivateData.read(ByteBuffer.allocate(0), 0, 0)).isEqualTo(IserPrivateData.ABSENT);
        assertThat(IserPrivateData.read(ByteBuffer.allocate(3), 0, 3)).isEqualTo(IserPrivateData.ABSENT);
    }

    @Property
    void whatIsWrittenIsReadWhateverFollows(
            @ForAll boolean zeroBased, @ForAll boolean invalidate, @ForAll @Size(max = 60) byte[] more) {
        IserPrivateData written = new IserPrivateData(zeroBased, invalidate);
        ByteBuffer bytes = ByteBuffer.allocate(IserPrivateData.LENGTH_BYTES + more.length);
        written.write(bytes, 0);
        bytes.put(IserPrivateData.LENGTH_BYTES, more);
        assertThat(IserPrivateData.read(bytes, 0, bytes.capacity())).isEqualTo(written);
    }
}
