package io.isere.scsi.device.sbc;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.spc.VpdPage;
import java.nio.ByteBuffer;
import java.util.Map;

/** Vital product data pages of direct access block devices (SBC-3 6.6). */
final class BlockVpdPages {
    static final int BLOCK_LIMITS = 0xB0;
    static final int BLOCK_DEVICE_CHARACTERISTICS = 0xB1;
    static final int LOGICAL_BLOCK_PROVISIONING = 0xB2;

    static final Map<Integer, VpdPage> PAGES = Map.of(
            BLOCK_LIMITS, BlockVpdPages::writeLimits,
            BLOCK_DEVICE_CHARACTERISTICS, BlockVpdPages::writeCharacteristics,
            LOGICAL_BLOCK_PROVISIONING, BlockVpdPages::writeProvisioning);

    private static final int HEADER_BYTES = 4;
    private static final int LIMITS_BYTES = 0x3C;
    private static final int MAXIMUM_TRANSFER_LENGTH = 8;
    private static final int OPTIMAL_TRANSFER_LENGTH = 12;
    private static final int CHARACTERISTICS_BYTES = 0x3C;
    /** MEDIUM ROTATION RATE 0001h: non-rotating medium. */
    private static final short NON_ROTATING = 1;

    private static final int PROVISIONING_BYTES = 4;
    private static final byte THIN_PROVISIONED = 2;

    private BlockVpdPages() {}

    /** Block Limits (SBC-3 6.6.4); what is zero is not supported or not limited. */
    private static void writeLimits(LogicalUnit unit, ByteBuffer page) {
        page.putInt(MAXIMUM_TRANSFER_LENGTH, unit.maxTransferBlocks());
        page.putInt(OPTIMAL_TRANSFER_LENGTH, unit.maxTransferBlocks());
        page.position(HEADER_BYTES + LIMITS_BYTES);
    }

    /** Block Device Characteristics (SBC-3 6.6.3). */
    private static void writeCharacteristics(LogicalUnit unit, ByteBuffer page) {
        page.putShort(HEADER_BYTES, NON_ROTATING);
        page.position(HEADER_BYTES + CHARACTERISTICS_BYTES);
    }

    /** Logical Block Provisioning (SBC-3 6.6.5). */
    private static void writeProvisioning(LogicalUnit unit, ByteBuffer page) {
        page.put(HEADER_BYTES + 2, unit.backstore().thin() ? THIN_PROVISIONED : 0);
        page.position(HEADER_BYTES + PROVISIONING_BYTES);
    }
}
