package io.isere.scsi.testing;

import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiTask;
import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;

/** Another initiator port at the unit of a {@link TestUnit}, on the same loop. */
public final class SecondPort {
    public final TestPort port;
    private final TestUnit target;

    public SecondPort(TestUnit target, String name) {
        this.target = target;
        port = target.connect(name, 16);
    }

    /** Runs a command without data. */
    public ScsiTask run(ToIntFunction<ByteBuffer> buildCdb) {
        return run(TestUnit.prepare(buildCdb));
    }

    /** Runs a command that writes {@code buffer}. */
    public ScsiTask runOut(ByteBuffer buffer, ToIntFunction<ByteBuffer> buildCdb) {
        return run(TestUnit.withData(TestUnit.prepare(buildCdb), DataDirection.OUT, buffer));
    }

    /** Runs a command that reads into {@code buffer}. */
    public ScsiTask runIn(ByteBuffer buffer, ToIntFunction<ByteBuffer> buildCdb) {
        return run(TestUnit.withData(TestUnit.prepare(buildCdb), DataDirection.IN, buffer));
    }

    /** Submits a task and steps the loop until it has ended. */
    public ScsiTask run(ScsiTask task) {
        boolean[] ended = {false};
        port.submit(task.completion(completed -> ended[0] = true));
        target.loop.runUntil(() -> ended[0]);
        return task;
    }
}
