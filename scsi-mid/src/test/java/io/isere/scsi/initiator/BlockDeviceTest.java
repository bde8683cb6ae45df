package io.isere.scsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.Cdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.AllocationAssert;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.FakePort;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockDeviceTest {
    private final TestUnit target = new TestUnit(TestUnit.builder().build(), true);

    @Test
    void opensThroughThePowerOnUnitAttention() {
        BlockDevice device = target.open(target.port);
        assertThat(device.geometry())
                .isEqualTo(new BlockGeometry(512, TestUnit.BLOCKS, target.unit.maxTransferBlocks(), true));
        assertThat(device.geometry().capacityBytes()).isEqualTo(TestUnit.BLOCKS * 512L);
    }

    @Test
    void tellsWhoItIs() {
        BlockDevice device = target.open(target.port);
        Future<InquiryData> inquiry = device.inquiry();
        Future<byte[]> serial = device.vpdPage(0x80);
        assertThat(target.await(inquiry)).isEqualTo(new InquiryData(0, 0, 6, "ISERE", "ISERE DISK", "0001"));
        assertThat(target.await(serial)).hasSize(4 + 16).startsWith(0, 0x80);
    }

    @Test
    void aLunWithoutUnitCannotBeOpened() {
        assertThatThrownBy(() -> target.await(BlockDevice.open(target.port.scsi(), 5)))
                .isInstanceOf(ScsiException.class)
                .hasMessage("TEST UNIT READY to LUN 5: CHECK CONDITION, "
                        + "ILLEGAL REQUEST: LOGICAL UNIT NOT SUPPORTED (5/25/00)");
    }

    @Test
    void readsBackWhatItWrote() {
        BlockDevice device = target.open(target.port);
        ByteBuffer written = Memory.random(new Random(1), 100 * 512);
        ByteBuffer read = ByteBuffer.allocateDirect(100 * 512);
        assertThat(target.await(device.write(7, 100, written))).isEqualTo(new ScsiResult(100 * 512));
        target.await(device.flush());
        assertThat(target.await(device.read(7, 100, read))).isEqualTo(new ScsiResult(100 * 512));
        assertThat(read).isEqualTo(written);
        assertThat(target.await(device.read(7, 0, read))).isEqualTo(new ScsiResult(0));
    }

    @Test
    void usesTheBufferFromItsPositionOn() {
        BlockDevice device = target.open(target.port);
        target.await(device.write(0, 1, Memory.filled(0x21, 512)));
        ByteBuffer buffer = Memory.filled(0xAA, 2048).position(1000);
        target.await(device.read(0, 1, buffer));
        assertThat(buffer.position()).isEqualTo(1000);
        assertThat(Memory.bytes(buffer, 1000, 512)).containsOnly(0x21);
        assertThat(buffer.get(999)).isEqualTo((byte) 0xAA);
        assertThat(buffer.get(1512)).isEqualTo((byte) 0xAA);
    }

    @Test
    void cutsWhatIsLongerThanTheDeviceAllows() {
        TestUnit limited =
                new TestUnit(TestUnit.builder().maxTransferBytes(8 * 512).build(), false);
        BlockDevice device = limited.open(limited.port);
        Random random = new Random(3);
        ByteBuffer written = Memory.random(random, 99 * 512);
        ByteBuffer read = ByteBuffer.allocateDirect(99 * 512);
        assertThat(limited.await(device.write(1, 99, Memory.scattered(random, written, 7))))
                .isEqualTo(new ScsiResult(99 * 512));
        limited.await(device.read(1, 99, Memory.scattered(random, read, 7)));
        assertThat(read).isEqualTo(written);
    }

    @Test
    void aFailureIsToldOnceNothingIsInFlight() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        TestUnit failing =
                new TestUnit(TestUnit.builderOver(store).maxTransferBytes(512).build(), false);
        BlockDevice device = failing.open(failing.port);
        store.hold();
        Future<ScsiResult> write = device.write(0, 100, ByteBuffer.allocateDirect(51_200));
        assertThat(store.submitted(BackstoreOp.WRITE)).isEqualTo(BlockTransfer.COMMANDS_MAX);
        assertThat(write.isComplete()).isFalse();
        store.answer(BackstoreStatus.WRITE_ERROR);
        store.release();
        assertThatThrownBy(() -> failing.await(write))
                .isInstanceOfSatisfying(ScsiException.class, failure -> {
                    assertThat(failure.outcome()).isEqualTo(TaskOutcome.COMPLETE);
                    assertThat(failure.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
                    assertThat(failure.senseKey()).isEqualTo(SenseKey.MEDIUM_ERROR);
                    assertThat(failure.asc()).isEqualTo(0x0C);
                    assertThat(failure.ascq()).isZero();
                })
                .hasMessage("WRITE(16) to LUN 0: CHECK CONDITION, MEDIUM ERROR: WRITE ERROR (3/0C/00), information 0");
        assertThat(store.submitted(BackstoreOp.WRITE)).isEqualTo(BlockTransfer.COMMANDS_MAX);
    }

    @Test
    void refusesWhatCannotBeRight() {
        BlockDevice device = target.open(target.port);
        ByteBuffer block = ByteBuffer.allocateDirect(512);
        assertThatThrownBy(() -> device.read(0, 2, block)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> device.read(-1, 1, block)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> device.write(TestUnit.BLOCKS, 1, block)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedPortFailsTheCall() {
        BlockDevice device = target.open(target.port);
        target.port.close();
        assertThatThrownBy(() -> target.await(device.read(0, 1, ByteBuffer.allocateDirect(512))))
                .hasMessage("READ(16) to LUN 0: CONNECTION LOST");
        assertThatThrownBy(() -> target.await(device.flush())).isInstanceOf(ScsiException.class);
    }

    @Test
    void fallsBackToTenByteCommands() {
        FakePort port = new FakePort();
        Future<BlockDevice> opening = BlockDevice.open(port, 0);
        port.end(ScsiStatus.GOOD);
        port.end(ScsiStatus.GOOD);
        port.endWithSense(SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_COMMAND_OPERATION_CODE);
        ScsiTask capacity = port.inFlight.element();
        assertThat(Cdb.opcode(capacity.cdb())).isEqualTo(Opcode.READ_CAPACITY_10);
        capacity.clientData().slab(0).putInt(0, 999).putInt(4, 512);
        port.end(ScsiStatus.GOOD);
        port.endWithSense(SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_CDB);
        BlockDevice device = opening.result();
        assertThat(device.geometry()).isEqualTo(new BlockGeometry(512, 1000, 1024, false));
        device.read(0, 1, ByteBuffer.allocateDirect(512));
        assertThat(Cdb.opcode(port.inFlight.element().cdb())).isEqualTo(Opcode.READ_10);
    }

    @Test
    void theHotPathAllocatesNothing() {
        BlockDevice device = target.open(target.port);
        ScsiTask read = new ScsiTask();
        ScsiTask write = new ScsiTask();
        read.clientData().add(ByteBuffer.allocateDirect(4096), 0, 4096);
        write.clientData().add(ByteBuffer.allocateDirect(4096), 0, 4096);
        int[] good = {0};
        ScsiCompletion count = task -> good[0] += task.isGood() ? 1 : 0;
        AllocationAssert.zeroBytes(20_000, 10_000, () -> {
            device.submit(device.prepareWrite(write, 8, 8, false), count);
            device.submit(device.prepareRead(read, 8, 8), count);
        });
        assertThat(good[0]).isGreaterThanOrEqualTo(60_000);
    }
}
