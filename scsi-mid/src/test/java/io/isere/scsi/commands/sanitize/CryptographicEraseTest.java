package io.isere.scsi.commands.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.encrypted.EncryptedBackstore;
import io.isere.scsi.backstore.encrypted.KeyHolder;
import io.isere.scsi.backstore.encrypted.MemoryKey;
import io.isere.scsi.backstore.encrypted.XtsKey;
import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.MaintenanceInCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.SanitizeCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SANITIZE with CRYPTOGRAPHIC ERASE, of a unit that is encrypted, by threads that take their time. */
class CryptographicEraseTest {
    private static final int SUPPORTED = 3;
    private static final int NOT_SUPPORTED = 1;

    private EncryptedBackstore store;
    private TestUnit target;

    @BeforeEach
    void open() throws IOException {
        store = new EncryptedBackstore(TestUnit.ram(), 512, new MemoryKey());
        target = new TestUnit(store);
    }

    @AfterEach
    void close() throws Exception {
        store.close().toCompletionStage().toCompletableFuture().get();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesNoiseOfWhatWasWritten(boolean immed) {
        Check.good(target.write(0, TestUnit.BLOCKS, Memory.filled(0x55, TestUnit.BLOCKS * 512)));
        Check.good(erase(target, immed));
        target.loop.runUntil(() -> !target.unit.state().sanitization().isInProgress());
        for (int lba : new int[] {0, 1, 2000, TestUnit.BLOCKS - 1}) {
            assertThat(read(lba)).isNotEqualTo(Memory.bytes(Memory.filled(0x55, 512)));
        }
        Check.good(target.write(1, 1, Memory.filled(0x66, 512)));
        assertThat(read(1)).containsOnly(0x66);
    }

    @Test
    void overwriteAndBlockEraseAreThereToo() {
        Check.good(target.write(7, 1, Memory.filled(0x55, 512)));
        Check.good(SanitizeTest.overwrite(target, SanitizeCdb.list(false, 1, (byte) 0x1A)));
        assertThat(read(7)).containsOnly(0x1A);
        Check.good(target.run(cdb -> SanitizeCdb.build(cdb, SanitizeCdb.BLOCK_ERASE, false, false, 0)));
        assertThat(read(7)).containsOnly(0);
    }

    @Test
    void isReportedWhereTheUnitEncryptsOnly() {
        assertThat(support(target)).isEqualTo(SUPPORTED);
        assertThat(support(new TestUnit())).isEqualTo(NOT_SUPPORTED);
        assertThat(readsAfterSanitize(target)).as("WABEREQ and WACEREQ").isEqualTo((byte) 0x50);
        assertThat(readsAfterSanitize(new TestUnit())).isEqualTo((byte) 0x40);
    }

    private static int support(TestUnit unit) {
        ByteBuffer data = ByteBuffer.allocateDirect(64);
        unit.runIn(data, cdb -> {
            int length = MaintenanceInCdb.build(cdb, Opcode.MI_REPORT_SUPPORTED_OPERATION_CODES, 64);
            MaintenanceInCdb.setRequested(cdb, 2, Opcode.SANITIZE, SanitizeCdb.CRYPTOGRAPHIC_ERASE);
            return length;
        });
        return data.get(1);
    }

    private static byte readsAfterSanitize(TestUnit unit) {
        ByteBuffer page = ByteBuffer.allocateDirect(64);
        Check.good(unit.runIn(page, cdb -> InquiryCdb.buildVpd(cdb, 0xB1, 64)));
        return page.get(7);
    }

    @Test
    void refusesAParameterListAndReservedFields() {
        Check.invalidField(
                target.runOut(
                        ByteBuffer.allocateDirect(8),
                        cdb -> SanitizeCdb.build(cdb, SanitizeCdb.CRYPTOGRAPHIC_ERASE, false, false, 8)),
                7);
        Check.invalidField(
                target.run(cdb -> {
                    int length = SanitizeCdb.build(cdb, SanitizeCdb.CRYPTOGRAPHIC_ERASE, false, false, 0);
                    cdb.put(3, (byte) 1);
                    return length;
                }),
                3);
    }

    @Test
    void aWriteProtectedUnitKeepsItsKey() {
        Check.good(target.write(7, 1, Memory.filled(0x55, 512)));
        TestUnit readOnly =
                new TestUnit(TestUnit.builderOver(store).readOnly(true).build(), false);
        Check.sense(erase(readOnly, false), SenseKey.DATA_PROTECT, SenseCode.WRITE_PROTECTED);
        assertThat(read(7)).containsOnly(0x55);
    }

    @Test
    void aKeyThatCannotBeReplacedIsASanitizeThatFails() throws Exception {
        EncryptedBackstore stubborn = new EncryptedBackstore(TestUnit.ram(), 512, new StubbornKey());
        TestUnit unit = new TestUnit(stubborn);
        Check.good(unit.write(0, 1, Memory.filled(0x55, 512)));
        Check.sense(erase(unit, false), SenseKey.MEDIUM_ERROR, SenseCode.SANITIZE_COMMAND_FAILED);
        Check.sense(
                unit.read(0, 1, ByteBuffer.allocateDirect(512)),
                SenseKey.MEDIUM_ERROR,
                SenseCode.SANITIZE_COMMAND_FAILED);
        stubborn.close().toCompletionStage().toCompletableFuture().get();
    }

    private byte[] read(int lba) {
        ByteBuffer block = ByteBuffer.allocateDirect(512);
        Check.good(target.read(lba, 1, block));
        return Memory.bytes(block);
    }

    private static ScsiTask erase(TestUnit unit, boolean immed) {
        return unit.run(cdb -> SanitizeCdb.build(cdb, SanitizeCdb.CRYPTOGRAPHIC_ERASE, immed, false, 0));
    }

    /** Keeps the key it has. */
    private static final class StubbornKey implements KeyHolder {
        private final KeyHolder key = new MemoryKey();

        @Override
        public XtsKey load() throws IOException {
            return key.load();
        }

        @Override
        public void replace(XtsKey next) throws IOException {
            throw new IOException("cannot be replaced");
        }
    }
}
