package io.isere.scsi.commands.readcapacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.isere.scsi.cdb.ReadCapacity10Cdb;
import io.isere.scsi.cdb.ServiceActionIn16Cdb;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** READ CAPACITY (10) and (16) (SBC-3 5.15, 5.16). */
class ReadCapacityTest {
    private final TestUnit target = new TestUnit();

    @Test
    void tenTellsLastLbaAndBlockLength() {
        ByteBuffer data = ByteBuffer.allocateDirect(8);
        Check.good(target.runIn(data, ReadCapacity10Cdb::build));
        assertThat(data.getInt(0)).isEqualTo(TestUnit.BLOCKS - 1);
        assertThat(data.getInt(4)).isEqualTo(512);
    }

    @Test
    void tenTellsAllOnesWhenTheUnitIsTooLarge() {
        TestUnit large = new TestUnit(new FakeBackstore(1L << 42));
        ByteBuffer data = ByteBuffer.allocateDirect(8);
        Check.good(large.runIn(data, ReadCapacity10Cdb::build));
        assertThat(data.getInt(0)).isEqualTo(-1);
    }

    @Test
    void tenRefusesTheObsoleteFields() {
        Check.invalidField(
                target.runIn(ByteBuffer.allocateDirect(8), cdb -> {
                    ReadCapacity10Cdb.build(cdb);
                    ReadCapacity10Cdb.setLba(cdb, 1);
                    return ReadCapacity10Cdb.LENGTH_BYTES;
                }),
                2);
    }

    @Test
    void sixteenTellsLastLbaAndBlockLength() {
        TestUnit large = new TestUnit(
                LogicalUnit.builder(LogicalUnitIdentity.ofSerial("1"), new FakeBackstore((1L << 50) + 4095))
                        .blockBytes(4096)
                        .build(),
                false);
        ByteBuffer data = ByteBuffer.allocateDirect(32);
        Check.good(large.runIn(data, cdb -> ServiceActionIn16Cdb.build(cdb, 0x10, 32)));
        assertThat(data.getLong(0)).isEqualTo((1L << 38) - 1);
        assertThat(data.getInt(8)).isEqualTo(4096);
        assertThat(data.get(14)).isZero();
    }

    @Test
    void sixteenTellsThinProvisioning() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        store.thin(true);
        ByteBuffer data = ByteBuffer.allocateDirect(32);
        Check.good(new TestUnit(store).runIn(data, cdb -> ServiceActionIn16Cdb.build(cdb, 0x10, 32)));
        assertThat(data.get(14)).isEqualTo((byte) 0xC0);
    }

    @Test
    void sixteenTellsHowManyBlocksMakeAPhysicalOne() {
        TestUnit emulated =
                new TestUnit(TestUnit.builder().physicalBlockBytes(4096).build(), false);
        ByteBuffer data = ByteBuffer.allocateDirect(32);
        Check.good(emulated.runIn(data, cdb -> ServiceActionIn16Cdb.build(cdb, 0x10, 32)));
        assertThat(data.getInt(8)).isEqualTo(512);
        assertThat(data.get(13)).isEqualTo((byte) 3);
        for (int bytes : new int[] {256, 513, 1 << 21}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> TestUnit.builder().physicalBlockBytes(bytes).build());
        }
    }

    @Test
    void sixteenIsCutToTheAllocationLength() {
        for (int length : new int[] {0, 1, 8, 31}) {
            ByteBuffer data = Memory.filled(0xAA, 32);
            Check.residual(target.runIn(data, cdb -> ServiceActionIn16Cdb.build(cdb, 0x10, length)), 32 - length, 0);
        }
    }

    @Test
    void anotherServiceActionIsRefused() {
        Check.invalidField(
                target.runIn(ByteBuffer.allocateDirect(32), cdb -> ServiceActionIn16Cdb.build(cdb, 0x1F, 32)), 1);
    }
}
