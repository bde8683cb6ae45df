package io.isere.scsi.initiator;

import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiPort;
import io.vertx.core.Future;
import java.nio.ByteBuffer;

/** Lists the logical units behind a port, by REPORT LUNS to LUN 0. For the port's loop. */
public final class LunScanner {
    private static final int BUFFER_BYTES = 16 << 10;

    private LunScanner() {}

    /** {@link #scan(ScsiPort, ByteBuffer)} with memory of its own, for up to 2047 logical units. */
    public static Future<int[]> scan(ScsiPort port) {
        return scan(port, ByteBuffer.allocateDirect(BUFFER_BYTES));
    }

    /**
     * The numbers of the logical units, ascending.
     *
     * @param buffer memory the port can receive into, until the future completes; 8 bytes and 8 more a logical unit
     */
    public static Future<int[]> scan(ScsiPort port, ByteBuffer buffer) {
        return new ControlCommands(new LunClient(port, Lun.encode(0), RetryPolicy.defaults()), buffer).reportLuns();
    }
}
