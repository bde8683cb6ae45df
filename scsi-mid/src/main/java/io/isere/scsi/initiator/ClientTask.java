package io.isere.scsi.initiator;

import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiTask;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the client keeps with a task: whose it is, whom to tell, how often it was sent. Made at a task's first use and
 * kept with it. Used on the port's loop only.
 */
final class ClientTask {
    private static final int CAUSES = RetryCause.values().length;

    private @Nullable LunClient client;
    private @Nullable ScsiCompletion userCompletion;
    private final int[] retries = new int[CAUSES];

    private ClientTask() {}

    static ClientTask of(ScsiTask task) {
        ClientTask state = (ClientTask) task.applicationClientState();
        if (state == null) {
            state = new ClientTask();
            task.applicationClientState(state);
        }
        return state;
    }

    void begin(LunClient by, ScsiCompletion completion) {
        client = by;
        userCompletion = completion;
        Arrays.fill(retries, 0);
    }

    LunClient client() {
        return Objects.requireNonNull(client, "task was not begun");
    }

    ScsiCompletion userCompletion() {
        return Objects.requireNonNull(userCompletion, "task was not begun");
    }

    /** Counts one more retry for a cause; false when the policy allows no more. */
    @SuppressWarnings("EnumOrdinal") // an index, of this array only
    boolean mayRetry(RetryCause cause, RetryPolicy policy) {
        return retries[cause.ordinal()]++ < policy.retries(cause);
    }
}
