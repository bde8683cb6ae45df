package io.isere.scsi.testing;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.task.ScsiTask;
import java.nio.ByteBuffer;

/** The READ and WRITE commands of one CDB length, so that each aspect is tested with all of them. */
public enum Access {
    SIX(BlockCdb.BLOCK_6, Opcode.READ_6, Opcode.WRITE_6),
    TEN(BlockCdb.BLOCK_10, Opcode.READ_10, Opcode.WRITE_10),
    TWELVE(BlockCdb.BLOCK_12, Opcode.READ_12, Opcode.WRITE_12),
    SIXTEEN(BlockCdb.BLOCK_16, Opcode.READ_16, Opcode.WRITE_16);

    public final BlockCdb layout;
    public final int read;
    public final int write;

    Access(BlockCdb layout, int read, int write) {
        this.layout = layout;
        this.read = read;
        this.write = write;
    }

    /** A READ that fills {@code buffer}, its expected length. */
    public ScsiTask read(TestUnit target, long lba, long blocks, ByteBuffer buffer) {
        return target.runIn(buffer, cdb -> layout.build(cdb, read, lba, blocks));
    }

    /** A WRITE of {@code buffer}, its expected length. */
    public ScsiTask write(TestUnit target, long lba, long blocks, ByteBuffer buffer) {
        return target.runOut(buffer, cdb -> layout.build(cdb, write, lba, blocks));
    }
}
