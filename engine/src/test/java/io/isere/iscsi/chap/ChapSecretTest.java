package io.isere.iscsi.chap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** RFC 7143, section 9.2.1: at least 96 bits, random generation, and nothing that shows them. */
class ChapSecretTest {

    @Test
    void lessThan96BitsAreRefusedUnlessAllowed() {
        assertThatThrownBy(() -> ChapSecret.of("elevenbytes"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("88 bits")
                .hasMessageNotContaining("elevenbytes");
        assertThat(ChapSecret.of("elevenbytes", true).isSameAs(ChapSecret.of("elevenbytes", true)))
                .isTrue();
        assertThat(ChapSecret.of("twelve bytes").isSameAs(ChapSecret.of("twelve byteS")))
                .isFalse();
    }

    @Test
    void anEmptyOrEndlessSecretIsRefusedAlways() {
        assertThatThrownBy(() -> ChapSecret.of("", true)).hasMessageContaining("want 1 to 256 bytes");
        assertThatThrownBy(() -> ChapSecret.of("x".repeat(257), true)).hasMessageContaining("want 1 to 256 bytes");
    }

    @Test
    void lengthCountsInBytesOfUtf8() {
        assertThat(ChapSecret.of("ééééöö")).isNotNull();
    }

    @Test
    void itDoesNotShowItself() {
        ChapCredentials credentials = new ChapCredentials("alice", ChapSecret.of("open sesame, now"));
        assertThat(credentials.toString()).contains("alice").doesNotContain("sesame");
    }

    @Test
    void aGeneratedSecretHas128BitsAndIsNewEachTime() {
        SecureRandom random = new SecureRandom();
        assertThat(ChapSecret.random(random)).matches("[0-9a-f]{32}").isNotEqualTo(ChapSecret.random(random));
    }

    @Test
    void aNameHas1To255Bytes() {
        ChapSecret secret = ChapSecret.of("open sesame, now");
        assertThatThrownBy(() -> new ChapCredentials("", secret)).hasMessageContaining("want 1 to 255");
        assertThatThrownBy(() -> new ChapCredentials("n".repeat(256), secret)).hasMessageContaining("want 1 to 255");
        assertThatThrownBy(() -> new ChapCredentials("a\0b", secret)).hasMessageContaining("want 1 to 255");
    }
}
