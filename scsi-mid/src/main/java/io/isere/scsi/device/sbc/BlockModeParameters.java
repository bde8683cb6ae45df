package io.isere.scsi.device.sbc;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.spc.ModePage;
import io.isere.scsi.device.spc.ModeParameters;
import java.nio.ByteBuffer;
import java.util.List;

/** Mode parameters of direct access block devices (SBC-3 6.5). */
final class BlockModeParameters implements ModeParameters {
    /** WP: the medium is write protected. */
    private static final int WP = 0x80;
    /** DPOFUA: READ and WRITE take the DPO and FUA bits. */
    private static final int DPOFUA = 0x10;

    private static final long SHORT_DESCRIPTOR_BLOCKS_MAX = 0xFFFF_FFFFL;
    private static final int LONG_BLOCK_LENGTH_AT = 12;
    private static final int SHORT_BLOCK_LENGTH_AT = 4;

    @Override
    public int deviceSpecific(LogicalUnit unit) {
        boolean protect = unit.readOnly() || unit.mode().softwareWriteProtect();
        return DPOFUA | (protect ? WP : 0);
    }

    /** Short (SBC-3 6.5.2.2) or long LBA (6.5.2.3) mode parameter block descriptor. */
    @Override
    public void putBlockDescriptor(LogicalUnit unit, boolean longLba, ByteBuffer parameters) {
        if (longLba) {
            parameters.putLong(unit.blockCount()).putInt(0).putInt(unit.blockBytes());
        } else {
            parameters.putInt((int) shortBlockCount(unit)).putInt(unit.blockBytes());
        }
    }

    private static long shortBlockCount(LogicalUnit unit) {
        return Math.min(unit.blockCount(), SHORT_DESCRIPTOR_BLOCKS_MAX);
    }

    /** A NUMBER OF LOGICAL BLOCKS of zero or of all ones leaves the capacity alone, as the capacity itself does. */
    @Override
    public int refusedAt(LogicalUnit unit, boolean longLba, ByteBuffer list, int descriptorAt) {
        long blocks = longLba ? list.getLong(descriptorAt) : Integer.toUnsignedLong(list.getInt(descriptorAt));
        long all = longLba ? -1 : SHORT_DESCRIPTOR_BLOCKS_MAX;
        long capacity = longLba ? unit.blockCount() : shortBlockCount(unit);
        int blockLengthAt = descriptorAt + (longLba ? LONG_BLOCK_LENGTH_AT : SHORT_BLOCK_LENGTH_AT);
        if (blocks != 0 && blocks != all && blocks != capacity) {
            return descriptorAt;
        }
        return list.getInt(blockLengthAt) == unit.blockBytes() ? -1 : blockLengthAt;
    }

    @Override
    public List<ModePage> pages() {
        return BlockModePages.ALL;
    }
}
