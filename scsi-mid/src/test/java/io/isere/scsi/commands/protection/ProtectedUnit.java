package io.isere.scsi.commands.protection;

import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.device.Protection;
import io.isere.scsi.device.ProtectionType;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.Random;

/** A RAM disk formatted with protection information, and data for it with the information made by another program. */
final class ProtectedUnit {
    static final int BYTES = 2 << 20;

    final int blockBytes;
    final ProtectionType type;
    final RamBackstore tuples = new RamBackstore(BYTES / 512 * 8);
    final TestUnit target;

    ProtectedUnit(ProtectionType type, int blockBytes) {
        this.type = type;
        this.blockBytes = blockBytes;
        target = new TestUnit(
                TestUnit.builder()
                        .blockBytes(blockBytes)
                        .protection(new Protection(type, tuples))
                        .build(),
                false);
    }

    /** Random blocks for LBAs from {@code lba} on, each with its tuple: application tag 1234h. */
    ByteBuffer protectedData(long seed, long lba, int blocks) {
        ByteBuffer data = ByteBuffer.allocateDirect(blocks * (blockBytes + 8));
        Random random = new Random(seed);
        byte[] block = new byte[blockBytes];
        for (int index = 0; index < blocks; index++) {
            random.nextBytes(block);
            int at = index * (blockBytes + 8);
            data.put(at, block).putShort(at + blockBytes, (short) crc(block)).putShort(at + blockBytes + 2, (short)
                    0x1234);
            data.putInt(at + blockBytes + 4, type == ProtectionType.TYPE_1 ? (int) (lba + index) : 0xC0FFEE);
        }
        return data;
    }

    /** CRC-16 of polynomial 8BB7h, bit by bit. */
    static int crc(byte[] bytes) {
        int crc = 0;
        for (byte value : bytes) {
            crc ^= (value & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x8BB7 : crc << 1;
            }
        }
        return crc & 0xFFFF;
    }

    /** The blocks of {@link #protectedData} without tuples. */
    ByteBuffer withoutTuples(ByteBuffer data) {
        int blocks = data.capacity() / (blockBytes + 8);
        ByteBuffer plain = ByteBuffer.allocateDirect(blocks * blockBytes);
        for (int index = 0; index < blocks; index++) {
            plain.put(index * blockBytes, data, index * (blockBytes + 8), blockBytes);
        }
        return plain;
    }

    /** The tuple of block {@code index} in data. */
    long tuple(ByteBuffer data, int index) {
        return data.getLong(index * (blockBytes + 8) + blockBytes);
    }

    int tupleAt(int index) {
        return index * (blockBytes + 8) + blockBytes;
    }

    ScsiTask out(BlockCdb layout, int opcode, long lba, int blocks, int protect, ByteBuffer data) {
        return target.runOut(data, cdb -> build(layout, cdb, opcode, lba, blocks, protect));
    }

    ScsiTask in(BlockCdb layout, int opcode, long lba, int blocks, int protect, ByteBuffer data) {
        return target.runIn(data, cdb -> build(layout, cdb, opcode, lba, blocks, protect));
    }

    static int build(BlockCdb layout, ByteBuffer cdb, int opcode, long lba, int blocks, int protect) {
        int length = layout.build(cdb, opcode, lba, blocks);
        if (layout != BlockCdb.BLOCK_6) {
            layout.setProtect(cdb, protect);
        }
        return length;
    }

    /** Changes a bit of what is stored of a block, or of its tuple. */
    void damage(RamBackstore store, long offset) {
        DataSegments segments = new DataSegments();
        store.mapWrite(offset, 1, segments);
        ByteBuffer slab = segments.slab(0);
        slab.put(segments.offsetBytes(0), (byte) (slab.get(segments.offsetBytes(0)) ^ 1));
    }
}
