package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** URLs as people write them. */
class IserUrlTest {
    @Test
    void shouldReadUrls() {
        assertThat(IserUrl.parse("iser://[::1]:3260/iqn.2026-11.io.isere:a:b/12?length=4k&offset=1m"))
                .isEqualTo(new IserUrl("[::1]:3260", "iqn.2026-11.io.isere:a:b", 12, 1 << 20, 4096));
        assertThat(IserUrl.parse("iser://h/iqn.x/0")).isEqualTo(new IserUrl("h", "iqn.x", 0, 0, -1));
    }
}
