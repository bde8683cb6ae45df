package io.isere.vertx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and disks as people write them. */
class SizesTest {
    @ParameterizedTest
    @CsvSource({"0,0", "512,512", "512b,512", "4k,4096", "4K,4096", "1mib,1048576", "2GB,2147483648", "1t,1099511627776"
    })
    void shouldReadSizes(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1.5g", "4q", "4kk", "4kx", "99999999999999999999"})
    void shouldRefuseWhatIsNoSize(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse(text)).withMessageContaining("is no size");
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "1610612736,1.5 GiB"})
    void shouldWriteSizes(long bytes, String text) {
        assertThat(Sizes.format(bytes)).isEqualTo(text);
    }

    @Test
    void shouldReadDisks() {
        assertThat(LunSpec.parse("file:/a,b/c,size=1g,bs=4096,ro"))
                .isEqualTo(new LunSpec("file:/a,b/c,size=1g,bs=4096,ro", "/a,b/c", 1 << 30, 4096, true, 0));
        assertThat(LunSpec.parse("ram:4k")).isEqualTo(new LunSpec("ram:4k", "", 4096, 512, false, 0));
        assertThat(LunSpec.parse("ram:4k,sanitize-rate=1m").options().sanitizeBytesPerSecond())
                .isEqualTo(1 << 20);
    }
}
