package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.WrappingBackstore;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The wire of the command tests itself. */
class CommandWireTest extends EngineTestBase {
    private static final long LATE_MS = 1500;

    /** A RAM disk that takes its time, on threads of its own. */
    private static final class LateStore extends WrappingBackstore {
        LateStore() {
            super(new RamBackstore(1 << 20));
        }

        @Override
        public void submit(BackstoreIo io) {
            new Thread(() -> {
                        try {
                            Thread.sleep(LATE_MS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        store().submit(io);
                    })
                    .start();
        }
    }

    /** Loops whose clocks moved with every step had thirty seconds behind them by then, and the command timed out. */
    @Test
    void shouldWaitForABackstoreThatHasThreads() {
        TestUnit target = new TestUnit(new LateStore());
        ScsiTask read = target.read(0, 1, ByteBuffer.allocateDirect(512));
        assertThat(read.isGood()).as(read.toString()).isTrue();
    }
}
