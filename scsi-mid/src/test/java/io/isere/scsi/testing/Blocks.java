package io.isere.scsi.testing;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.task.ScsiTask;
import java.nio.ByteBuffer;

/** Runs commands that have the layouts of {@link BlockCdb}, for tests over all lengths. */
public final class Blocks {
    private Blocks() {}

    /** A command without data. */
    public static ScsiTask run(TestUnit target, BlockCdb layout, int opcode, long lba, long blocks) {
        return target.run(cdb -> layout.build(cdb, opcode, lba, blocks));
    }

    /** A command with data-out and BYTCHK. */
    public static ScsiTask out(
            TestUnit target, BlockCdb layout, int opcode, long lba, long blocks, int bytchk, ByteBuffer data) {
        return target.runOut(data, cdb -> {
            int length = layout.build(cdb, opcode, lba, blocks);
            layout.setBytchk(cdb, bytchk);
            return length;
        });
    }
}
