package io.isere.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.vertx.IsereVertx;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The ten lines do what they say, on Isere's loops and beside those of an application. */
class TenLinesTest {
    private static void run(Supplier<Vertx> loops) throws Exception {
        Vertx vertx = loops.get();
        try {
            Buffer block = TenLines.run(vertx)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            assertThat(block.getString(0, 10)).isEqualTo("hellohello");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldRunOnItsOwnLoops() throws Exception {
        run(IsereVertx::create);
    }

    @Test
    void shouldRunInAnApplicationsVertx() throws Exception {
        run(Vertx::vertx);
    }
}
