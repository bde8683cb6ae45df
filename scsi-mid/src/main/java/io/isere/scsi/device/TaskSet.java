package io.isere.scsi.device;

import io.isere.scsi.task.TaskAttribute;
import org.jspecify.annotations.Nullable;

/**
 * The task set of one I_T_L nexus (SAM-5 8, TST 001b): which of its commands are enabled, and which are dormant until
 * older ones have ended. SIMPLE waits for older ORDERED and HEAD OF QUEUE, ORDERED for all older ones, HEAD OF QUEUE for
 * none. Used on the nexus's loop; allocates nothing. Holds no more commands than the transport has slots.
 */
final class TaskSet {
    private @Nullable Command firstDormant;
    private @Nullable Command lastDormant;
    private int enabledSimple;
    /** Enabled ORDERED and HEAD OF QUEUE commands. */
    private int enabledBarriers;

    private boolean enabling;

    /** Takes a command in; true: it is enabled, false: it is dormant, and will be enabled later. */
    boolean accept(Command command) {
        boolean now = command.attribute() == TaskAttribute.HEAD_OF_QUEUE || (firstDormant == null && mayRun(command));
        if (now) {
            count(command.attribute(), 1);
        } else {
            append(command);
        }
        return now;
    }

    private boolean mayRun(Command command) {
        boolean ordered = command.attribute() == TaskAttribute.ORDERED;
        return enabledBarriers == 0 && !(ordered && enabledSimple > 0);
    }

    private void count(TaskAttribute attribute, int change) {
        if (isBarrier(attribute)) {
            enabledBarriers += change;
        } else {
            enabledSimple += change;
        }
    }

    private static boolean isBarrier(TaskAttribute attribute) {
        return attribute == TaskAttribute.ORDERED || attribute == TaskAttribute.HEAD_OF_QUEUE;
    }

    private void append(Command command) {
        Command last = lastDormant;
        if (last == null) {
            firstDormant = command;
        } else {
            last.nextDormant = command;
        }
        lastDormant = command;
    }

    /** An enabled command with that attribute has ended: enables what waited for it, one after the other. */
    void onEnded(TaskAttribute attribute) {
        count(attribute, -1);
        if (enabling) {
            return;
        }
        enabling = true;
        Command first = firstDormant;
        while (first != null && mayRun(first)) {
            firstDormant = first.nextDormant;
            lastDormant = firstDormant == null ? null : lastDormant;
            first.nextDormant = null;
            count(first.attribute(), 1);
            first.onEnabled();
            first = firstDormant;
        }
        enabling = false;
    }

    boolean isEmpty() {
        return firstDormant == null && enabledSimple == 0 && enabledBarriers == 0;
    }
}
