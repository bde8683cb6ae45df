package io.isere.scsi.device;

import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.task.Nexus;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An I_T_L nexus (SAM-5 4.9): one nexus at one logical unit, with the commands that are working on ranges of it now.
 *
 * <p>Used on the nexus's loop, except where said. Known to the unit's {@link RangeGate} from the first command to the
 * last. Entering and leaving allocate nothing.
 */
public final class ItlNexus {
    private static final Logger LOG = LoggerFactory.getLogger(ItlNexus.class);

    private final LogicalUnit unit;
    private final Nexus nexus;
    private final long lun;
    private final Consumer<SenseCode> attentions;
    private final CopyRecords copies = new CopyRecords();
    private final TaskSet taskSet = new TaskSet();
    private @Nullable Command firstInRange;
    private boolean closed;

    /**
     * Makes it known to the unit.
     *
     * @param lun 64-bit SAM LUN by which the nexus knows the unit
     * @param attentions takes unit attentions for this nexus at this unit; called on the nexus's loop
     */
    public ItlNexus(LogicalUnit unit, Nexus nexus, long lun, Consumer<SenseCode> attentions) {
        this.unit = unit;
        this.nexus = nexus;
        this.lun = lun;
        this.attentions = attentions;
        unit.gate().add(this);
    }

    public LogicalUnit unit() {
        return unit;
    }

    TaskSet taskSet() {
        return taskSet;
    }

    public Nexus nexus() {
        return nexus;
    }

    /** 64-bit SAM LUN by which the nexus knows the unit. */
    public long lun() {
        return lun;
    }

    /** The copies this nexus has had the unit's copy manager make. */
    public CopyRecords copies() {
        return copies;
    }

    /** Name of the initiator port; any thread. */
    public String name() {
        return nexus.initiatorPortName();
    }

    /** Leaves a unit attention; any thread. */
    void tell(SenseCode what) {
        try {
            nexus.home().execute(() -> attentions.accept(what));
        } catch (RejectedExecutionException loopIsGone) {
            LOG.debug("{} is gone, and needs no unit attention", name(), loopIsGone);
        }
    }

    /**
     * Aborts all commands of this nexus at the unit, which learns of it if there were any (SAM-5 5.6, TAS 0), then runs
     * {@code done} on some loop; any thread.
     */
    void abort(Runnable done) {
        try {
            nexus.home().execute(() -> {
                if (!taskSet.isEmpty()) {
                    attentions.accept(SenseCode.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR);
                }
                nexus.abortTasks(lun, done);
            });
        } catch (RejectedExecutionException loopIsGone) {
            done.run();
        }
    }

    /** The nexus or the unit is gone; forgets this once its last command has left. */
    public void close() {
        closed = true;
        onLoss();
        forgetWhenIdle();
    }

    /** I_T nexus loss or I_T NEXUS RESET: gives up what is the nexus's. */
    public void onLoss() {
        copies.forgetEnded();
        unit.onNexusLoss(this);
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
