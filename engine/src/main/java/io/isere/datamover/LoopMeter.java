package io.isere.datamover;

import io.isere.scsi.cdb.Cdb;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskOutcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one loop's connections count and measure. Written on the loop, without lock, atomic or allocation; read on any
 * thread, which sees values of a moment ago. Lifetime: the loop's.
 */
public final class LoopMeter {
    private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int COUNTERS = Counter.values().length;

    private final long[] values = new long[COUNTERS];
    private final LatencySink latencies;

    /** Counts, and tells latencies to somebody. */
    public LoopMeter(LatencySink latencies) {
        this.latencies = latencies;
    }

    /** One more; on the loop. */
    public void count(Counter counter) {
        add(counter, 1);
    }

    /** Some more; on the loop. */
    @SuppressWarnings("EnumOrdinal") // an index, of this array only
    public void add(Counter counter, long more) {
        int index = counter.ordinal();
        VALUE.setOpaque(values, index, values[index] + more);
    }

    /** Its value; any thread. */
    @SuppressWarnings("EnumOrdinal") // an index, of this array only
    public long get(Counter counter) {
        return (long) VALUE.getOpaque(values, counter.ordinal());
    }

    /** A target answers a command; on the loop. */
    public void answered(ScsiTask task, long latencyNs) {
        count(Counter.TARGET_COMMANDS);
        if (task.status() == ScsiStatus.GOOD) {
            long bytes = Math.min(task.requestedBytes(), task.expectedDataBytes());
            addData(task, Counter.TARGET_READ_BYTES, Counter.TARGET_WRITTEN_BYTES, bytes);
        } else {
            count(Counter.TARGET_NOT_GOOD);
        }
        latencies.record(true, Operation.of(Cdb.opcode(task.cdb())), latencyNs);
    }

    /** A command of an initiator has ended; on the loop. */
    public void ended(ScsiTask task, TaskOutcome outcome, long latencyNs) {
        count(Counter.INITIATOR_COMMANDS);
        if (outcome == TaskOutcome.COMPLETE && task.status() == ScsiStatus.GOOD) {
            addData(task, Counter.INITIATOR_READ_BYTES, Counter.INITIATOR_WRITTEN_BYTES, task.transferredBytes());
        } else {
            count(Counter.INITIATOR_NOT_GOOD);
        }
        latencies.record(false, Operation.of(Cdb.opcode(task.cdb())), latencyNs);
    }

    private void addData(ScsiTask task, Counter read, Counter written, long bytes) {
        if (task.direction() == DataDirection.IN) {
            add(read, bytes);
        } else if (task.direction() == DataDirection.OUT) {
            add(written, bytes);
        }
    }
}
