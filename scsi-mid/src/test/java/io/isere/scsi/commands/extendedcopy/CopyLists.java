package io.isere.scsi.commands.extendedcopy;

import io.isere.scsi.cdb.CopyCdb;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Builds parameter lists of EXTENDED COPY (LID1), right ones and wrong ones. */
final class CopyLists {
    private final ByteArrayOutputStream targets = new ByteArrayOutputStream();
    private final ByteArrayOutputStream segments = new ByteArrayOutputStream();
    private int listIdentifier = 7;
    private int usage;
    private int inlineBytes;

    CopyLists identifier(int identifier, int listIdUsage) {
        listIdentifier = identifier;
        usage = listIdUsage;
        return this;
    }

    CopyLists inlineBytes(int bytes) {
        inlineBytes = bytes;
        return this;
    }

    /** Adds a unit by its NAA designator. */
    CopyLists target(LogicalUnit unit) {
        return target(unit.identity().naaDesignator(), unit.blockBytes(), false);
    }

    CopyLists target(long naa, int blockBytes, boolean pad) {
        ByteBuffer descriptor = ByteBuffer.allocate(32);
        descriptor.put(0, (byte) 0xE4).putInt(4, 0x0103_0008).putLong(8, naa);
        descriptor.putInt(28, blockBytes).put(28, (byte) (pad ? 4 : 0));
        return rawTarget(descriptor);
    }

    CopyLists rawTarget(ByteBuffer descriptor) {
        targets.writeBytes(Memory.bytes(descriptor));
        return this;
    }

    CopyLists segment(int source, int destination, int blocks, long sourceLba, long destinationLba) {
        return segment(source, destination, blocks, sourceLba, destinationLba, false);
    }

    CopyLists segment(
            int source, int destination, int blocks, long sourceLba, long destinationLba, boolean countsDestination) {
        ByteBuffer descriptor = ByteBuffer.allocate(28);
        descriptor.put(0, (byte) 2).put(1, (byte) (countsDestination ? 2 : 0)).putShort(2, (short) 0x18);
        descriptor.putShort(4, (short) source).putShort(6, (short) destination).putShort(10, (short) blocks);
        return rawSegment(descriptor.putLong(12, sourceLba).putLong(20, destinationLba));
    }

    CopyLists rawSegment(ByteBuffer descriptor) {
        segments.writeBytes(Memory.bytes(descriptor));
        return this;
    }

    ByteBuffer list() {
        ByteBuffer list = ByteBuffer.allocateDirect(16 + targets.size() + segments.size());
        list.put(0, (byte) listIdentifier).put(1, (byte) (usage << 3)).putShort(2, (short) targets.size());
        list.putInt(8, segments.size()).putInt(12, inlineBytes);
        return list.put(16, targets.toByteArray()).put(16 + targets.size(), segments.toByteArray());
    }

    ScsiTask run(TestUnit target) {
        return run(target, list());
    }

    static ScsiTask run(TestUnit target, ByteBuffer list) {
        return target.runOut(list, cdb -> CopyCdb.buildExtendedCopy(cdb, list.capacity()));
    }
}
