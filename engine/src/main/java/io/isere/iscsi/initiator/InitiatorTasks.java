package io.isere.iscsi.initiator;

import io.isere.datamover.TaskTag;
import io.isere.iscsi.session.SlotStack;
import io.isere.scsi.task.ScsiTask;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The task slots of a session. Thread: the session's loop. Allocates at construction only. */
final class InitiatorTasks {
    private final InitiatorTask[] slots;
    private final SlotStack free;

    InitiatorTasks(int count, int connections) {
        slots = new InitiatorTask[count];
        for (int i = 0; i < count; i++) {
            slots[i] = new InitiatorTask(i, connections);
        }
        free = new SlotStack(count);
    }

    int count() {
        return slots.length;
    }

    InitiatorTask slot(int index) {
        return slots[index];
    }

    /** Takes a free slot for a command; null when there is none. */
    @Nullable
    InitiatorTask acquire(ScsiTask scsi) {
        int index = free.acquire();
        if (index < 0) {
            return null;
        }
        InitiatorTask task = slots[index];
        task.scsi = scsi;
        task.aborting = false;
        return task;
    }

    void release(InitiatorTask task) {
        task.scsi = null;
        free.release(task.index());
    }

    /** The slot whose command has this tag; null when it has ended or never was. */
    @Nullable
    InitiatorTask find(int initiatorTaskTag) {
        int index = TaskTag.index(initiatorTaskTag);
        if (index >= slots.length) {
            return null;
        }
        InitiatorTask task = slots[index];
        return task.scsi != null && task.tag() == initiatorTaskTag ? task : null;
    }

    /** The slot that holds a command; null when none does. */
    @Nullable
    InitiatorTask find(ScsiTask scsi) {
        for (InitiatorTask task : slots) {
            if (task.scsi == scsi) {
                return task;
            }
        }
        return null;
    }

    /** The slots with a command, in the order the commands were sent. Allocates. */
    List<InitiatorTask> inOrder() {
        return Arrays.stream(slots)
                .filter(task -> task.scsi != null)
                .sorted((a, b) -> a.cmdSn - b.cmdSn) // serial numbers: the difference, not the values, has the order
                .toList();
    }

    /** Commands that could be added. */
    int free() {
        return free.free();
    }

    /** Commands that are with the target. */
    int active() {
        return free.used();
    }
}
