package io.isere.vertx.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Data that tells where it belongs. */
class LoadPatternTest {
    @Test
    void shouldFindDataThatIsNotWhatWasWritten() {
        ByteBuffer block = ByteBuffer.allocate(1024);
        long key = LoadPattern.key(7, 3);
        LoadPattern.fill(block, 512, 512, 4096, key);
        assertThat(LoadPattern.findDifference(block, 512, 512, 4096, key)).isEqualTo(-1);
        assertThat(LoadPattern.findDifference(block, 512, 512, 8192, key)).isZero();
        assertThat(LoadPattern.findDifference(block, 512, 512, 4096, LoadPattern.key(7, 2)))
                .isZero();
        assertThat(LoadPattern.findDifference(block, 512, 512, 4096, LoadPattern.key(8, 3)))
                .isZero();
        block.put(512 + 100, (byte) ~block.get(512 + 100));
        assertThat(LoadPattern.findDifference(block, 512, 512, 4096, key)).isEqualTo(96);
    }
}
