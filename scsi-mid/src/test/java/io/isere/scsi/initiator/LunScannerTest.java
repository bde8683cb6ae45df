package io.isere.scsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.testing.TestUnit;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class LunScannerTest {
    private final TestUnit target = new TestUnit();

    @Test
    void listsTheLunsInOrder() {
        target.device.addLun(1000, TestUnit.builder().build());
        target.device.addLun(2, TestUnit.builder().build());
        assertThat(scan()).containsExactly(0, 2, 1000);
    }

    @Test
    void aTargetWithoutUnitsHasNone() {
        target.device.removeLun(0);
        assertThat(scan()).isEmpty();
    }

    private int[] scan() {
        Future<int[]> luns = LunScanner.scan(target.port.scsi());
        target.loop.runUntil(luns::isComplete);
        return luns.result();
    }
}
