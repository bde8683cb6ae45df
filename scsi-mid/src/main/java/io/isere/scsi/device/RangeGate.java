package io.isere.scsi.device;

import io.isere.scsi.task.TaskStep;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets one command at a time of a logical unit have a range of it for itself, against commands of every loop.
 *
 * <p>The others pay one volatile read, and a link in a list of their own loop. An exclusive command publishes its
 * claim, which stops what comes after; then asks every loop by message what came before, and waits for that to leave.
 * A loop sees the claim at the latest when the message arrives, so nothing slips through. No locks; only exclusive
 * commands, and those that wait for them, allocate.
 */
public final class RangeGate {
    private final List<ItlNexus> nexuses = new CopyOnWriteArrayList<>();
    private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Claim> claim = new AtomicReference<>();

    RangeGate() {}

    void add(ItlNexus nexus) {
        nexuses.add(nexus);
    }

    void remove(ItlNexus nexus) {
        nexuses.remove(nexus);
    }

    /** Shows every nexus of the unit to {@code visitor}; any thread. */
    void forEach(Consumer<ItlNexus> visitor) {
        nexuses.forEach(visitor);
    }

    /** True when nothing keeps the command, which is in its nexus's list already, out of its range. */
    boolean admits(Command command) {
        Claim current = claim.get();
        return current == null || !command.isInRange(current);
    }

    /** Runs {@code retry} when the present claim has ended, now if it has. */
    void await(Command command, TaskStep retry) {
        waiting.add(new Waiter(command, retry));
        if (claim.get() == null) {
            wakeAll();
        }
    }

    /** Claims the command's range and runs {@code then} once it has it, or has to try again. */
    void claim(Command command, TaskStep then) {
        Claim mine = new Claim(command, then);
        if (!claim.compareAndSet(null, mine)) {
            await(command, then);
            return;
        }
        for (ItlNexus nexus : nexuses) {
            mine.outstanding.incrementAndGet();
            nexus.drain(mine);
        }
        mine.onClear();
    }

    /** Whether the command has its range for itself now. */
    boolean isHeldBy(Command command) {
        Claim current = claim.get();
        return current != null && current.command == command && current.outstanding.get() == 0;
    }

    /** Ends the command's claim, if it has one. */
    void release(Command command) {
        Claim current = claim.get();
        if (current != null && current.command == command) {
            claim.set(null);
            wakeAll();
        }
    }

    private void wakeAll() {
        for (Waiter waiter = waiting.poll(); waiter != null; waiter = waiting.poll()) {
            run(waiter.command, waiter.step);
        }
    }

    private static void run(Command command, TaskStep step) {
        try {
            command.task().nexus().home().execute(() -> step.run(command.task()));
        } catch (RejectedExecutionException loopIsGone) {
            command.unit().gate().release(command);
        }
    }

    private record Waiter(Command command, TaskStep step) {}

    /** An exclusive command and what it still waits for; any loop. */
    static final class Claim {
        private final Command command;
        private final TaskStep then;
        final long startBytes;
        final long endBytes;
        /** Loops not yet asked, commands not yet gone, and one while the asking goes on. */
        private final AtomicInteger outstanding = new AtomicInteger(1);

        private Claim(Command command, TaskStep then) {
            this.command = command;
            this.then = then;
            startBytes = command.rangeStartBytes();
            endBytes = command.rangeEndBytes();
        }

        /** Waits for a command to leave; on that command's loop. */
        void await(Command other) {
            outstanding.incrementAndGet();
            other.drainedFor = this;
        }

        /** One of the things waited for is over. */
        void onClear() {
            if (outstanding.decrementAndGet() == 0) {
                run(command, then);
            }
        }
    }
}
