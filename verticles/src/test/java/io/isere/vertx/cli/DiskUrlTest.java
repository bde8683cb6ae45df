package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.vertx.IsereTransport;
import org.junit.jupiter.api.Test;

/** URLs as people write them. */
class DiskUrlTest {
    @Test
    void shouldReadUrls() {
        assertThat(DiskUrl.parse("iser://[::1]:3260/iqn.2026-11.io.isere:a:b/12?length=4k&offset=1m"))
                .isEqualTo(
                        new DiskUrl(IsereTransport.ISER, "[::1]:3260", "iqn.2026-11.io.isere:a:b", 12, 1 << 20, 4096));
        assertThat(DiskUrl.parse("iser://h/iqn.x/0"))
                .isEqualTo(new DiskUrl(IsereTransport.ISER, "h", "iqn.x", 0, 0, -1));
        assertThat(DiskUrl.parse("iscsi://h:1/iqn.x/3"))
                .isEqualTo(new DiskUrl(IsereTransport.TCP, "h:1", "iqn.x", 3, 0, -1));
    }
}
