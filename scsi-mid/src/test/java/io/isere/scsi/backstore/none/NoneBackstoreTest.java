package io.isere.scsi.backstore.none;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoneBackstoreTest {
    private final NoneBackstore store = new NoneBackstore(1L << 50);
    private final TestUnit target = new TestUnit(store);

    @ParameterizedTest
    @ValueSource(ints = {1, 2048, 2049, 8192})
    void takesWritesAndReadsZeros(int blocks) {
        Check.good(target.write(1L << 40, blocks, Memory.filled(0x11, blocks * 512)));
        ByteBuffer read = Memory.filled(0xAA, blocks * 512);
        Check.good(target.read(1L << 40, blocks, read));
        assertThat(Memory.bytes(read)).containsOnly(0);
    }

    @Test
    void answersClosedAfterClose() {
        store.close();
        BackstoreIo io = new BackstoreIo(this).flush();
        store.submit(io.thenOn(Runnable::run, done -> {}));
        assertThat(io.status()).isEqualTo(BackstoreStatus.CLOSED);
        assertThat(store.mapRead(0, 512, new DataSegments())).isFalse();
    }
}
