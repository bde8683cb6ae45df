package io.isere.scsi.task;

import org.jspecify.annotations.Nullable;

/**
 * A doubly linked FIFO through the tasks' own links: no allocation, O(1) removal.
 *
 * <p>A task is in at most one list, that of whoever holds it. Owned by one thread.
 */
public final class TaskList {
    private @Nullable ScsiTask first;
    private @Nullable ScsiTask last;
    private int count;

    public boolean isEmpty() {
        return first == null;
    }

    public int count() {
        return count;
    }

    /** Oldest task, or null; walk on with {@link #next}. */
    public @Nullable ScsiTask first() {
        return first;
    }

    /** The task after {@code task}, or null. Read it before removing {@code task}. */
    public @Nullable ScsiTask next(ScsiTask task) {
        return task.next;
    }

    public boolean contains(ScsiTask task) {
        return task.list == this;
    }

    /** Appends a task that is in no list. */
    public void addLast(ScsiTask task) {
        assert task.list == null : "task is in a list already";
        task.list = this;
        task.previous = last;
        if (last == null) {
            first = task;
        } else {
            last.next = task;
        }
        last = task;
        count++;
    }

    /** Puts a task that is in no list before all others. */
    public void addFirst(ScsiTask task) {
        assert task.list == null : "task is in a list already";
        task.list = this;
        task.next = first;
        if (first == null) {
            last = task;
        } else {
            first.previous = task;
        }
        first = task;
        count++;
    }

    /** Takes the oldest task out; null when empty. */
    public @Nullable ScsiTask pollFirst() {
        ScsiTask task = first;
        if (task != null) {
            remove(task);
        }
        return task;
    }

    /** Takes {@code task} out; it must be in this list. */
    public void remove(ScsiTask task) {
        assert task.list == this : "task is not in this list";
        ScsiTask previous = task.previous;
        ScsiTask next = task.next;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        task.previous = null;
        task.next = null;
        task.list = null;
        count--;
    }
}
