package io.isere.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.vertx.IsereVertx;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample does what it says. */
class EmbeddedDiskTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadBackWhatItWrote() throws Exception {
        Path file = folder.resolve("disk.img");
        Vertx vertx = IsereVertx.create();
        try {
            String text = EmbeddedDisk.run(vertx, file)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            assertThat(text).isEqualTo("written over iSER, and again: written over iSER");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
        assertThat(Files.readString(file)).startsWith("written over iSER");
    }
}
