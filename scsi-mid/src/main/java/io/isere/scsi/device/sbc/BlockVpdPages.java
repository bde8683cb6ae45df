package io.isere.scsi.device.sbc;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.Protection;
import io.isere.scsi.device.ProtectionType;
import io.isere.scsi.device.copy.ThirdPartyCopyPage;
import io.isere.scsi.device.spc.VpdPage;
import io.isere.scsi.task.ScsiTask;
import java.nio.ByteBuffer;
import java.util.Map;

/** Vital product data pages of direct access block devices (SBC-3 6.6). */
final class BlockVpdPages {
    static final int EXTENDED_INQUIRY = 0x86;
    static final int BLOCK_LIMITS = 0xB0;
    static final int BLOCK_DEVICE_CHARACTERISTICS = 0xB1;
    static final int LOGICAL_BLOCK_PROVISIONING = 0xB2;

    static final Map<Integer, VpdPage> PAGES = Map.of(
            EXTENDED_INQUIRY,
            BlockVpdPages::writeExtendedInquiry,
            ThirdPartyCopyPage.CODE,
            ThirdPartyCopyPage::write,
            BLOCK_LIMITS,
            BlockVpdPages::writeLimits,
            BLOCK_DEVICE_CHARACTERISTICS,
            BlockVpdPages::writeCharacteristics,
            LOGICAL_BLOCK_PROVISIONING,
            BlockVpdPages::writeProvisioning);

    private static final int HEADER_BYTES = 4;
    private static final int LIMITS_BYTES = 0x3C;
    private static final int WSNZ_AT = 4;
    /** WSNZ: a WRITE SAME of zero blocks is refused, it does not go to the end. */
    private static final byte WSNZ = 1;

    private static final int MAXIMUM_COMPARE_AND_WRITE_LENGTH = 5;
    private static final int OPTIMAL_TRANSFER_LENGTH_GRANULARITY = 6;
    private static final int MAXIMUM_TRANSFER_LENGTH = 8;
    private static final int OPTIMAL_TRANSFER_LENGTH = 12;
    private static final int MAXIMUM_UNMAP_LBA_COUNT = 20;
    private static final int MAXIMUM_UNMAP_DESCRIPTORS = 24;
    private static final int OPTIMAL_UNMAP_GRANULARITY = 28;
    private static final int UNMAP_GRANULARITY_ALIGNMENT = 32;
    /** UGAVALID, with an alignment of zero. */
    private static final int ALIGNED_AT_ZERO = 1 << 31;

    private static final int MAXIMUM_WRITE_SAME_LENGTH = 36;
    private static final int MAXIMUM_ATOMIC_TRANSFER_LENGTH = 44;
    private static final int CHARACTERISTICS_BYTES = 0x3C;
    /** MEDIUM ROTATION RATE 0001h: non-rotating medium. */
    private static final short NON_ROTATING = 1;

    private static final int SANITIZE_READS_AT = 7;
    /** WABEREQ 01b: after a SANITIZE BLOCK ERASE reads end with GOOD. */
    private static final int READS_AFTER_BLOCK_ERASE = 0x40;
    /** WACEREQ 01b: after a SANITIZE CRYPTOGRAPHIC ERASE they do too. */
    private static final int READS_AFTER_CRYPTOGRAPHIC_ERASE = 0x10;

    private static final int PROVISIONING_BYTES = 4;
    /** LBPU, LBPWS, LBPWS10, LBPRZ: UNMAP, WRITE SAME (16) and (10) unmap; what is unmapped reads as zeros. */
    private static final byte UNMAPS_TO_ZEROS = (byte) 0xE4;

    private static final byte THIN_PROVISIONED = 2;
    private static final int EXTENDED_INQUIRY_BYTES = 0x3C;
    private static final int MAXIMUM_SENSE_DATA_LENGTH = 13;
    /** SPT 100b: protection type 3 only; 000b is type 1 only. */
    private static final int TYPE_3_ONLY = 0x20;
    /** GRD_CHK: the guard is checked. No APP_CHK: application tags are the application client's. */
    private static final int GRD_CHK = 0x04;

    private static final int REF_CHK = 0x01;
    /** HEADSUP, ORDSUP, SIMPSUP. */
    private static final byte TASK_ATTRIBUTES = 0x07;
    /** V_SUP: there is a volatile cache. */
    private static final byte V_SUP = 0x01;

    private BlockVpdPages() {}

    /** Extended INQUIRY Data (SPC-4 7.8.7): what is checked of protection information, and whether a cache is volatile. */
    private static void writeExtendedInquiry(LogicalUnit unit, ByteBuffer page) {
        Protection protection = unit.protection();
        if (protection != null) {
            boolean three = protection.type() == ProtectionType.TYPE_3;
            page.put(HEADER_BYTES, (byte) (GRD_CHK | (three ? TYPE_3_ONLY : REF_CHK)));
        }
        page.put(HEADER_BYTES + 1, TASK_ATTRIBUTES);
        page.put(HEADER_BYTES + 2, unit.backstore().writeBack() ? V_SUP : 0);
        page.put(MAXIMUM_SENSE_DATA_LENGTH, (byte) ScsiTask.SENSE_BYTES_MAX);
        page.position(HEADER_BYTES + EXTENDED_INQUIRY_BYTES);
    }

    /** Block Limits (SBC-3 6.6.4); what is zero is not supported or not limited. */
    private static void writeLimits(LogicalUnit unit, ByteBuffer page) {
        page.put(WSNZ_AT, unit.writeSameGoesToEnd() ? 0 : WSNZ);
        page.put(MAXIMUM_COMPARE_AND_WRITE_LENGTH, (byte) unit.maxCompareBlocks());
        page.putShort(OPTIMAL_TRANSFER_LENGTH_GRANULARITY, (short) (1 << unit.physicalBlockExponent()));
        page.putInt(MAXIMUM_TRANSFER_LENGTH, unit.maxTransferBlocks());
        page.putInt(OPTIMAL_TRANSFER_LENGTH, unit.maxTransferBlocks());
        page.putLong(MAXIMUM_WRITE_SAME_LENGTH, unit.maxWriteSameBlocks());
        page.putInt(MAXIMUM_ATOMIC_TRANSFER_LENGTH, unit.maxAtomicBlocks());
        if (unit.backstore().thin()) {
            page.putInt(MAXIMUM_UNMAP_LBA_COUNT, Unmap.MAX_BLOCKS);
            page.putInt(MAXIMUM_UNMAP_DESCRIPTORS, Unmap.MAX_DESCRIPTORS);
            page.putInt(OPTIMAL_UNMAP_GRANULARITY, unit.backstore().unmapGranularityBytes() >>> unit.blockShift());
            page.putInt(UNMAP_GRANULARITY_ALIGNMENT, ALIGNED_AT_ZERO);
        }
        page.position(HEADER_BYTES + LIMITS_BYTES);
    }

    /** Block Device Characteristics (SBC-3 6.6.3). */
    private static void writeCharacteristics(LogicalUnit unit, ByteBuffer page) {
        page.putShort(HEADER_BYTES, NON_ROTATING);
        int readsAfterBlockErase = unit.backstore().thin() ? READS_AFTER_BLOCK_ERASE : 0;
        int readsAfterCryptographicErase = unit.backstore().encrypts() ? READS_AFTER_CRYPTOGRAPHIC_ERASE : 0;
        page.put(SANITIZE_READS_AT, (byte) (readsAfterBlockErase | readsAfterCryptographicErase));
        page.position(HEADER_BYTES + CHARACTERISTICS_BYTES);
    }

    /** Logical Block Provisioning (SBC-3 6.6.5). */
    private static void writeProvisioning(LogicalUnit unit, ByteBuffer page) {
        if (unit.backstore().thin()) {
            page.put(HEADER_BYTES + 1, UNMAPS_TO_ZEROS);
            page.put(HEADER_BYTES + 2, THIN_PROVISIONED);
        }
        page.position(HEADER_BYTES + PROVISIONING_BYTES);
    }
}
