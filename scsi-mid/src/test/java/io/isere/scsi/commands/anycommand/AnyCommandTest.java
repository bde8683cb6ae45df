package io.isere.scsi.commands.anycommand;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import io.isere.scsi.testing.TestWire;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds for every command: opcodes, CDB lengths, control byte, LUNs. */
class AnyCommandTest {
    private final TestUnit target = new TestUnit();

    @Test
    void anOpcodeNobodyServesIsRefused() {
        for (int opcode : new int[] {0x01, 0x7F, 0xFF}) {
            ScsiTask task = target.run(cdb -> {
                cdb.put(0, (byte) opcode);
                return 16;
            });
            Check.sense(task, SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_COMMAND_OPERATION_CODE);
        }
    }

    @Test
    void everyOpcodeEndsWithAnyBytesInItsCdb() {
        Random random = new Random(3);
        for (int opcode = 0; opcode < 256; opcode++) {
            for (int round = 0; round < 50; round++) {
                ScsiTask task = new ScsiTask().lun(Lun.encode(0));
                byte[] cdb = new byte[16];
                random.nextBytes(cdb);
                cdb[0] = (byte) opcode;
                task.cdb().put(0, cdb);
                task.cdbLengthBytes(random.nextInt(17));
                TestUnit.withData(
                        task,
                        random.nextBoolean() ? DataDirection.IN : DataDirection.OUT,
                        ByteBuffer.allocateDirect(1024));
                assertThat(target.run(task).outcome()).isEqualTo(TaskOutcome.COMPLETE);
            }
        }
    }

    @Tag(TestWire.IN_PLACE)
    @Test
    void aCdbTooShortIsRefused() {
        ScsiTask task = TestUnit.prepare(cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.READ_16, 0, 0))
                .cdbLengthBytes(15);
        Check.sense(target.run(task), SenseKey.ILLEGAL_REQUEST, SenseCode.INFORMATION_UNIT_TOO_SHORT);
    }

    @Test
    void nacaIsRefused() {
        Check.invalidField(
                target.run(cdb -> {
                    int length = TestUnitReadyCdb.build(cdb);
                    cdb.put(5, (byte) 0x04);
                    return length;
                }),
                5);
    }

    @Test
    void aLunWithoutUnitIsNotSupported() {
        ScsiTask task = TestUnit.prepare(TestUnitReadyCdb::build).lun(Lun.encode(77));
        Check.sense(target.run(task), SenseKey.ILLEGAL_REQUEST, SenseCode.LOGICAL_UNIT_NOT_SUPPORTED);
        Check.sense(
                target.run(task.lun(0x0001_0001_0000_0000L)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.LOGICAL_UNIT_NOT_SUPPORTED);
    }

    @Test
    void inquiryToALunWithoutUnitTellsSo() {
        ByteBuffer data = ByteBuffer.allocateDirect(96);
        ScsiTask task = TestUnit.prepare(cdb -> InquiryCdb.build(cdb, 96)).lun(Lun.encode(77));
        Check.good(target.run(TestUnit.withData(task, DataDirection.IN, data)));
        assertThat(data.get(0)).isEqualTo((byte) 0x7F);
    }
}
