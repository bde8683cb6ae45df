package io.isere.scsi.device;

import io.isere.scsi.task.Nexus;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An I_T_L nexus (SAM-5 4.9): one nexus at one logical unit, with the commands that are working on ranges of it now.
 *
 * <p>Used on the nexus's loop, except where said. Known to the unit's {@link RangeGate} from the first command to the
 * last. Entering and leaving allocate nothing.
 */
public final class ItlNexus {
    private final LogicalUnit unit;
    private final Nexus nexus;
    private @Nullable Command firstInRange;
    private boolean closed;

    /** Makes it known to the unit. */
    public ItlNexus(LogicalUnit unit, Nexus nexus) {
        this.unit = unit;
        this.nexus = nexus;
        unit.gate().add(this);
    }

    public LogicalUnit unit() {
        return unit;
    }

    public Nexus nexus() {
        return nexus;
    }

    /** The nexus or the unit is gone; forgets this once its last command has left. */
    public void close() {
        closed = true;
        forgetWhenIdle();
    }

    private void forgetWhenIdle() {
        if (closed && firstInRange == null) {
            unit.gate().remove(this);
        }
    }

    void enter(Command command) {
        Command second = firstInRange;
        command.nextInRange = second;
        command.previousInRange = null;
        if (second != null) {
            second.previousInRange = command;
        }
        firstInRange = command;
    }

    void leave(Command command) {
        Command previous = command.previousInRange;
        Command next = command.nextInRange;
        if (previous == null) {
            firstInRange = next;
        } else {
            previous.nextInRange = next;
        }
        if (next != null) {
            next.previousInRange = previous;
        }
        command.previousInRange = null;
        command.nextInRange = null;
        forgetWhenIdle();
    }

    /** Has {@code claim} wait for the commands now in its range; any thread. */
    void drain(RangeGate.Claim claim) {
        try {
            nexus.home().execute(() -> drainHere(claim));
        } catch (RejectedExecutionException loopIsGone) {
            claim.onClear();
        }
    }

    private void drainHere(RangeGate.Claim claim) {
        for (Command command = firstInRange; command != null; command = command.nextInRange) {
            if (command.isInRange(claim)) {
                claim.await(command);
            }
        }
        claim.onClear();
    }
}
