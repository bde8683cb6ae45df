package io.isere.scsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.TestUnit;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Transfers that are cancelled before, while and after their commands are with the device. */
class TransferGroupTest {
    private static final int BLOCKS = 100;

    private final FakeBackstore store = new FakeBackstore(1 << 20);
    private final TestUnit unit =
            new TestUnit(TestUnit.builderOver(store).maxTransferBytes(512).build(), false);
    private final BlockDevice device = opened();
    private final TransferGroup group = new TransferGroup();

    private BlockDevice opened() {
        Future<BlockDevice> opening = BlockDevice.open(unit.port.scsi(), 0);
        unit.loop.runUntil(opening::isComplete);
        return opening.result();
    }

    private static DataSegments memory() {
        DataSegments segments = new DataSegments();
        segments.add(ByteBuffer.allocateDirect(BLOCKS * 512), 0, BLOCKS * 512);
        return segments;
    }

    private static void assertCancelled(Future<?> transfer) {
        assertThat(transfer.cause()).isInstanceOf(CancellationException.class);
    }

    @Test
    void aCancelledWriteEndsWhenTheDeviceHasLetGoOfItsMemory() {
        store.hold();
        Future<ScsiResult> write = device.write(0, BLOCKS, memory(), group);
        unit.loop.runUntil(() -> store.submitted(BackstoreOp.WRITE) == BlockTransfer.COMMANDS_MAX);
        group.cancel();
        unit.loop.runAll();
        assertThat(write.isComplete()).isFalse();
        store.answer(BackstoreStatus.OK);
        store.release();
        unit.loop.runUntil(write::isComplete);
        assertCancelled(write);
        assertThat(store.submitted(BackstoreOp.WRITE)).isEqualTo(BlockTransfer.COMMANDS_MAX);
    }

    @Test
    void allOfAGroupAreCancelledAndNoOthers() {
        store.hold();
        Future<ScsiResult> first = device.read(0, BLOCKS, memory(), group);
        Future<ScsiResult> second = device.read(0, BLOCKS, memory(), group);
        Future<ScsiResult> other = device.read(0, BLOCKS, memory(), new TransferGroup());
        group.cancel();
        store.answer(BackstoreStatus.OK);
        store.release();
        unit.loop.runUntil(() -> first.isComplete() && second.isComplete() && other.isComplete());
        assertCancelled(first);
        assertCancelled(second);
        assertThat(other.succeeded()).isTrue();
    }

    @Test
    void whatBeginsAfterwardsSendsNothing() {
        group.cancel();
        Future<ScsiResult> write = device.write(0, BLOCKS, memory(), group);
        assertCancelled(write);
        assertThat(store.submitted(BackstoreOp.WRITE)).isZero();
    }

    @Test
    void aTransferIsReusableAfterItWasCancelled() {
        store.hold();
        Future<ScsiResult> read = device.read(0, BLOCKS, memory(), group);
        group.cancel();
        store.answer(BackstoreStatus.OK);
        store.release();
        unit.loop.runUntil(read::isComplete);
        Future<ScsiResult> again = device.write(0, BLOCKS, memory(), new TransferGroup())
                .compose(done -> device.read(0, BLOCKS, memory(), new TransferGroup()));
        unit.loop.runUntil(again::isComplete);
        assertThat(again.succeeded()).isTrue();
        assertThat(store.submitted(BackstoreOp.WRITE)).isEqualTo(BLOCKS);
    }
}
