package io.isere.scsi.commands.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.device.LogicalUnitIdentity;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** INQUIRY for vital product data (SPC-4 7.8, SBC-3 6.6). */
class InquiryVpdTest {
    private final TestUnit target = new TestUnit();

    @Test
    void listsItsPages() {
        assertThat(body(0x00)).containsExactly(0x00, 0x80, 0x83, 0x86, 0x8F, 0xB0, 0xB1, 0xB2);
    }

    @Test
    void everyListedPageHasItsHeader() {
        for (byte page : body(0x00)) {
            ByteBuffer data = page(page & 0xFF);
            assertThat(data.get(0)).isZero();
            assertThat(data.get(1)).isEqualTo(page);
        }
    }

    @Test
    void tellsTheSerialNumber() {
        assertThat(body(0x80))
                .asString(java.nio.charset.StandardCharsets.US_ASCII)
                .isEqualTo(target.unit.identity().serial());
    }

    @Test
    void identifiesTheUnitByNaaAndByVendorAndSerialAndItsPort() {
        ByteBuffer data = ByteBuffer.wrap(body(0x83));
        assertThat(data.getInt(0)).isEqualTo(0x0103_0008);
        assertThat(data.getLong(4)).isEqualTo(target.unit.identity().naaDesignator());
        assertThat(data.get(4) >>> 4).isEqualTo((byte) 3);
        assertThat(data.getShort(12)).isEqualTo((short) 0x0201);
        int portAt = 16 + data.get(15);
        assertThat(data.getLong(portAt)).isEqualTo(0x5194_0004_0000_0001L);
        assertThat(data.getLong(portAt + 8)).isEqualTo(0x5195_0004_0000_0001L);
        assertThat(data.capacity()).isEqualTo(portAt + 16);
    }

    @Test
    void theIdentityFollowsFromTargetAndLun() {
        assertThat(LogicalUnitIdentity.derive("iqn.a", 1)).isEqualTo(LogicalUnitIdentity.derive("iqn.a", 1));
        assertThat(LogicalUnitIdentity.derive("iqn.a", 1).naaDesignator())
                .isNotEqualTo(LogicalUnitIdentity.derive("iqn.a", 2).naaDesignator())
                .isNotEqualTo(LogicalUnitIdentity.derive("iqn.b", 1).naaDesignator());
    }

    @Test
    void tellsTheTransferLimit() {
        ByteBuffer limits = page(0xB0);
        assertThat(limits.getShort(2)).isEqualTo((short) 0x3C);
        assertThat(limits.getInt(8)).isEqualTo(target.unit.maxTransferBlocks());
    }

    @Test
    void tellsTheLimitsOfCompoundCommands() {
        ByteBuffer limits = page(0xB0);
        assertThat(limits.getShort(4)).isEqualTo((short) 0x01FF);
        assertThat(limits.getInt(20)).isEqualTo(0x4_0000);
        assertThat(limits.getInt(24)).isEqualTo(256);
        assertThat(limits.getInt(28)).isEqualTo(2048);
        assertThat(limits.getLong(36)).isEqualTo(0xFFFF);
        assertThat(limits.getInt(44)).isEqualTo(target.unit.maxTransferBlocks());
    }

    @Test
    void tellsSimpleTasksAndWhetherACacheIsVolatile() {
        assertThat(page(0x86).getShort(5)).isEqualTo((short) 0x0700);
        assertThat(body(0x86)).hasSize(0x3C);
    }

    @Test
    void tellsAThinUnitWhoseBlocksReadAsZeros() {
        assertThat(body(0xB2)).containsExactly(0, 0xE4, 2, 0);
    }

    @Test
    void tellsANonRotatingMediumThatIsFullyProvisioned() {
        assertThat(page(0xB1).getShort(4)).isEqualTo((short) 1);
        assertThat(body(0xB1)).hasSize(0x3C);
        TestUnit full = new TestUnit(new FakeBackstore(1 << 20));
        ByteBuffer data = Memory.filled(0xAA, 8);
        full.runIn(data, cdb -> InquiryCdb.buildVpd(cdb, 0xB2, 8));
        assertThat(Memory.bytes(data, 4, 4)).containsExactly(0, 0, 0, 0);
    }

    @Test
    void pagesAreCutToTheAllocationLength() {
        ByteBuffer data = Memory.filled(0xAA, 255);
        Check.residual(target.runIn(data, cdb -> InquiryCdb.buildVpd(cdb, 0xB0, 6)), 249, 0);
        assertThat(data.getShort(2)).isEqualTo((short) 0x3C);
        assertThat(data.get(6)).isEqualTo((byte) 0xAA);
    }

    @Test
    void aPageThatIsNotThereIsRefused() {
        Check.invalidField(target.runIn(ByteBuffer.allocateDirect(255), cdb -> InquiryCdb.buildVpd(cdb, 0xC0, 255)), 2);
    }

    private ByteBuffer page(int pageCode) {
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        ScsiTask task = target.runIn(data, cdb -> InquiryCdb.buildVpd(cdb, pageCode, 255));
        assertThat(task.isGood()).isTrue();
        assertThat(task.transferredBytes()).isEqualTo(4 + data.getShort(2));
        return data;
    }

    private byte[] body(int pageCode) {
        ByteBuffer data = page(pageCode);
        return Memory.bytes(data, 4, data.getShort(2));
    }
}
