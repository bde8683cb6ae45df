package io.isere.scsi.device;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskAttribute;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.task.TaskStep;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command in the device server: a task, the logical unit it is for, and where it waits.
 *
 * <p>Made at a task's first command and kept with it for all later ones, so that a command allocates nothing. Used on
 * the loop of the task's nexus only. Every wait goes through one of the {@code await} methods and every end through
 * {@link #end}; a handler's step asks {@link #resumes} first.
 */
public final class Command {
    private static final Logger LOG = LoggerFactory.getLogger(Command.class);

    private final ScsiTask task;
    private final BackstoreIo io = new BackstoreIo(this);

    private CommandState state = CommandState.ENDED;
    private @Nullable LogicalUnit unit;
    private @Nullable NexusState nexusState;
    private @Nullable ByteBuffer parameterData;
    private long offsetBytes;
    private int lengthBytes;
    private boolean fua;
    private @Nullable Pieces pieces;

    private TaskAttribute attribute = TaskAttribute.SIMPLE;
    private @Nullable TaskSet taskSet;
    /** Link of {@link TaskSet}'s dormant commands. */
    @Nullable
    Command nextDormant;

    /** Links of {@link ItlNexus}'s list. */
    @Nullable
    Command previousInRange;

    @Nullable
    Command nextInRange;
    /** A claim that waits for this command to leave its range. */
    RangeGate.@Nullable Claim drainedFor;

    private @Nullable ItlNexus itlNexus;
    private long rangeStartBytes;
    private long rangeEndBytes;
    private boolean inRange;
    private boolean claims;
    /** It has ended, and stays in its range until the data sent from there has left. */
    private boolean dataLeaving;

    private Command(ScsiTask task) {
        this.task = task;
    }

    /** The command that goes with {@code task}. */
    public static Command of(ScsiTask task) {
        Command command = (Command) task.deviceServerState();
        if (command == null) {
            command = new Command(task);
            task.deviceServerState(command);
        }
        return command;
    }

    /**
     * Takes the task into the device server, and into the task set of its nexus; {@code to} is null when its LUN has no
     * logical unit. The nexus is told when the command is enabled, now or later.
     */
    public void begin(@Nullable ItlNexus to, NexusState from) {
        bind(to, from);
        attribute = task.attribute();
        taskSet = to == null ? null : to.taskSet();
        if (taskSet == null || taskSet.accept(this)) {
            from.onEnabled(this);
        } else {
            enter(CommandState.DORMANT);
        }
    }

    /** Begins work of the device server's own: in no task set, so it keeps no command waiting and waits for none. */
    public void beginInBackground(ItlNexus of, NexusState from) {
        bind(of, from);
        taskSet = null;
    }

    private void bind(@Nullable ItlNexus to, NexusState from) {
        assert state == CommandState.ENDED && !dataLeaving : "task is in the device server already";
        state = CommandState.RUNNING;
        itlNexus = to;
        unit = to == null ? null : to.unit();
        nexusState = from;
    }

    TaskAttribute attribute() {
        return attribute;
    }

    /** Older commands no longer keep it dormant. */
    void onEnabled() {
        if (resumes()) {
            nexusState().onEnabled(this);
        }
    }

    public ScsiTask task() {
        return task;
    }

    public ByteBuffer cdb() {
        return task.cdb();
    }

    /** The logical unit; only for handlers that are not reached without one. */
    public LogicalUnit unit() {
        return Objects.requireNonNull(unit, "command has no logical unit");
    }

    /** The logical unit, or null when the LUN has none. */
    public @Nullable LogicalUnit unitOrNull() {
        return unit;
    }

    public NexusState nexusState() {
        return Objects.requireNonNull(nexusState, "command has not begun");
    }

    /** Where in the backstore a READ or WRITE works. */
    public long offsetBytes() {
        return offsetBytes;
    }

    /** Whether a WRITE must be stable before its status: FUA, or a cache that WCE has switched off. */
    public boolean fua() {
        return fua;
    }

    /** How many bytes of the backstore a READ or WRITE works on. */
    public int lengthBytes() {
        return lengthBytes;
    }

    /** Keeps what the steps of a READ or WRITE need to know. */
    public void setAccess(long newOffsetBytes, int newLengthBytes, boolean newFua) {
        offsetBytes = newOffsetBytes;
        lengthBytes = newLengthBytes;
        fua = newFua || unit().writesThrough();
    }

    /** For work on a range piece by piece; allocates at the first call of a task. */
    public Pieces pieces() {
        Pieces own = pieces;
        if (own == null) {
            own = new Pieces(this);
            pieces = own;
        }
        return own;
    }

    /** The nexus at the unit; only for handlers that are not reached without a unit. */
    public ItlNexus itlNexus() {
        return Objects.requireNonNull(itlNexus, "command has no logical unit");
    }

    /** Waits for a change of the unit's reservations to be saved; whoever saves it runs a step on this command's loop. */
    public void awaitSaving() {
        enter(CommandState.AWAIT_SAVING);
    }

    /** Runs a step of this command on its loop, soon; any thread. A loop that is gone has ended the command already. */
    public void runAtHome(TaskStep step) {
        try {
            task.nexus().home().execute(() -> step.run(task));
        } catch (RejectedExecutionException loopIsGone) {
            LOG.debug("the loop of {} is gone", task, loopIsGone);
        }
    }

    /** Waits for other nexuses; whoever ends the wait runs a step on the loop of this command's. */
    public void awaitNexuses() {
        enter(CommandState.AWAIT_RANGE);
    }

    /** Whether a sanitize operation, in progress or failed, does not admit the command, which has ended then. */
    boolean endedBySanitization(CommandClass commandClass) {
        LogicalUnit at = unit;
        if (at == null || !at.state().sanitization().refuses(commandClass)) {
            return false;
        }
        Sanitization sanitization = at.state().sanitization();
        if (sanitization.isFailed()) {
            checkCondition(SenseKey.MEDIUM_ERROR, SenseCode.SANITIZE_COMMAND_FAILED);
        } else {
            writeProgress(sanitization.progress());
            endWithSense();
        }
        return true;
    }

    private void writeProgress(int progress) {
        if (writeSense(SenseKey.NOT_READY, SenseCode.NOT_READY_SANITIZE_IN_PROGRESS)) {
            task.senseLengthBytes(SenseData.addProgress(task.sense(), progress));
        } else {
            SenseData.setFixedProgress(task.sense(), progress);
        }
    }

    /** Whether a command of that class conflicts with a reservation of others, and has ended with that status. */
    public boolean endedByReservation(CommandClass commandClass) {
        ItlNexus at = itlNexus;
        if (at == null || !at.unit().reservations().refuses(at, commandClass)) {
            return false;
        }
        status(ScsiStatus.RESERVATION_CONFLICT);
        return true;
    }

    /** Bytes of {@code wantedBytes} that the application client's buffer has room for, or data of. */
    public int limitToExpected(int wantedBytes, DataDirection direction) {
        long expectedBytes = task.direction() == direction ? task.expectedDataBytes() : 0;
        return (int) Math.min(wantedBytes, expectedBytes);
    }

    /**
     * Whether the data-out is as long as the CDB says, for commands that must not guess which of the two is right; false:
     * the command has ended with CHECK CONDITION.
     */
    public boolean acceptsDataOutOf(int bytes) {
        if (task.direction() == DataDirection.OUT ? task.expectedDataBytes() == bytes : bytes == 0) {
            return true;
        }
        checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
        return false;
    }

    /** Waits for memory for {@code bytes}, then runs {@code next}. */
    public void awaitBuffer(int bytes, TaskStep next) {
        enter(CommandState.AWAIT_BUFFER);
        task.transport().acquireBuffer(task, bytes, next);
    }

    /** Waits for as much data-out as {@link ScsiTask#data} holds, then runs {@code next}. */
    public void awaitDataOut(TaskStep next) {
        enter(CommandState.AWAIT_DATA_OUT);
        task.transport().receiveDataOut(task, task.data().totalBytes(), next);
    }

    /** Enters the range of {@link #setAccess}; see {@link #enters(long, long, TaskStep)}. */
    public boolean enters(TaskStep retry) {
        return enters(offsetBytes, lengthBytes, retry);
    }

    /**
     * Enters a range of the backstore, unless it is in one, to leave it when the command ends. Called with the command's buffer in hand, if
     * it needs one: whoever waits for a range must not keep others waiting for memory.
     *
     * @return false: another command has the range for itself; {@code retry} runs when it is through. Or a sanitize
     *     operation has begun, and the command has ended
     */
    public boolean enters(long offsetBytes, long lengthBytes, TaskStep retry) {
        if (inRange) {
            return true;
        }
        if (endedBySanitization(CommandClass.WRITE)) {
            return false;
        }
        ItlNexus nexus = Objects.requireNonNull(itlNexus, "command has no logical unit");
        rangeStartBytes = offsetBytes;
        rangeEndBytes = offsetBytes + lengthBytes;
        nexus.enter(this);
        inRange = true;
        if (unit().gate().admits(this)) {
            return true;
        }
        leaveRange();
        enter(CommandState.AWAIT_RANGE);
        unit().gate().await(this, retry);
        return false;
    }

    /**
     * Enters a range that no other command is in, until the command ends.
     *
     * @return false: not yet; {@code retry} runs when it is worth another try
     */
    public boolean entersAlone(TaskStep retry) {
        if (hasClaim()) {
            return true;
        }
        return !endedBySanitization(CommandClass.WRITE) && entersAlone(offsetBytes, lengthBytes, retry);
    }

    /**
     * Leaves the range and enters it alone, to look again at what others may have changed meanwhile.
     *
     * @return false: not yet; {@code retry} runs when it is worth another try. True: it was alone already
     */
    public boolean entersAloneInstead(TaskStep retry) {
        if (hasClaim()) {
            return true;
        }
        leaveRange();
        return entersAlone(retry);
    }

    private boolean hasClaim() {
        return claims && unit().gate().isHeldBy(this);
    }

    /** Likewise for a range that {@link #setAccess} does not say, and for a sanitize operation too. */
    public boolean entersAlone(long offsetBytes, long lengthBytes, TaskStep retry) {
        if (hasClaim()) {
            return true;
        }
        rangeStartBytes = offsetBytes;
        rangeEndBytes = offsetBytes + lengthBytes;
        claims = true;
        enter(CommandState.AWAIT_RANGE);
        unit().gate().claim(this, retry);
        return false;
    }

    boolean isInRange(RangeGate.Claim claim) {
        return rangeStartBytes < claim.endBytes && claim.startBytes < rangeEndBytes;
    }

    long rangeStartBytes() {
        return rangeStartBytes;
    }

    long rangeEndBytes() {
        return rangeEndBytes;
    }

    private void leaveRange() {
        if (inRange) {
            inRange = false;
            Objects.requireNonNull(itlNexus, "command is in a range of no unit").leave(this);
        }
        RangeGate.Claim waits = drainedFor;
        if (waits != null) {
            drainedFor = null;
            waits.onClear();
        }
        if (claims) {
            claims = false;
            unit().gate().release(this);
        }
    }

    /** The io for {@link #awaitBackstore}, to be prepared. */
    public BackstoreIo io() {
        return io;
    }

    /** Waits for the backstore to do {@link #io}, then runs {@code next}. */
    public void awaitBackstore(BackstoreCompletion next) {
        enter(CommandState.AWAIT_BACKSTORE);
        unit().backstore().submit(io.thenOn(task.nexus().home(), next));
    }

    /** Waits for the store of the unit's protection information to do {@link #io}, then runs {@code next}. */
    public void awaitTuples(BackstoreCompletion next) {
        enter(CommandState.AWAIT_BACKSTORE);
        Protection protection = Objects.requireNonNull(unit().protection(), "unit has no protection information");
        protection.tuples().submit(io.thenOn(task.nexus().home(), next));
    }

    /** Begins the step after a wait: false when the task was aborted meanwhile, and has ended now. */
    public boolean resumes() {
        enter(CommandState.RUNNING);
        if (task.abortRequested()) {
            end(TaskOutcome.ABORTED, ScsiStatus.GOOD);
            return false;
        }
        return true;
    }

    /** Sends the first {@code bytes} of {@link ScsiTask#data} and ends with GOOD. */
    public void goodWithDataIn(int bytes) {
        task.transport().sendDataIn(task, bytes);
        good();
    }

    /** Likewise, when the data is the backstore's own memory: the range is left only when the data has left it. */
    public void goodWithMappedDataIn(int bytes) {
        dataLeaving = !task.transport().sendDataIn(task, bytes);
        good();
    }

    /** The transport has sent the data of {@link #goodWithDataIn} or {@link #goodWithMappedDataIn}. */
    public void onDataLeft() {
        if (dataLeaving) {
            dataLeaving = false;
            leaveRange();
        }
    }

    /** Ends with GOOD. */
    public void good() {
        end(TaskOutcome.COMPLETE, ScsiStatus.GOOD);
    }

    /** Ends with a status that has no sense data. */
    public void status(int status) {
        task.requestedBytes(0);
        end(TaskOutcome.COMPLETE, status);
    }

    /** Ends with CHECK CONDITION; no data counts as transferred. */
    public void checkCondition(SenseKey key, SenseCode code) {
        writeSense(key, code);
        endWithSense();
    }

    /** Ends with CHECK CONDITION and an INFORMATION field. */
    public void checkCondition(SenseKey key, SenseCode code, long information) {
        if (writeSense(key, code)) {
            task.senseLengthBytes(SenseData.addInformation(task.sense(), information));
        } else {
            SenseData.setFixedInformation(task.sense(), information);
        }
        endWithSense();
    }

    /** Ends with ILLEGAL REQUEST: the data-out is shorter than the CDB says. */
    public void dataOutTooShort() {
        checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
    }

    /** Ends with ILLEGAL REQUEST, INVALID FIELD IN CDB, pointing at a byte of the CDB. */
    public void invalidField(int cdbByte) {
        if (writeSense(SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_CDB)) {
            task.senseLengthBytes(SenseData.addFieldPointer(task.sense(), cdbByte));
        } else {
            SenseData.setFixedFieldPointer(task.sense(), cdbByte);
        }
        endWithSense();
    }

    /** Ends with ILLEGAL REQUEST, INVALID FIELD IN PARAMETER LIST, pointing at a byte of the parameter list. */
    public void invalidParameter(int listByte) {
        invalidParameter(SenseCode.INVALID_FIELD_IN_PARAMETER_LIST, listByte);
    }

    /** Ends with ILLEGAL REQUEST and a code, pointing at a byte of the parameter list. */
    public void invalidParameter(SenseCode code, int listByte) {
        if (writeSense(SenseKey.ILLEGAL_REQUEST, code)) {
            task.senseLengthBytes(SenseData.addParameterPointer(task.sense(), listByte));
        } else {
            SenseData.setFixedParameterPointer(task.sense(), listByte);
        }
        endWithSense();
    }

    /** In the format that the unit's D_SENSE asks for; true: descriptor format. */
    private boolean writeSense(SenseKey key, SenseCode code) {
        boolean descriptors = unit != null && unit.mode().descriptorSense();
        task.senseLengthBytes(
                descriptors
                        ? SenseData.writeDescriptor(task.sense(), key, code)
                        : SenseData.writeFixed(task.sense(), key, code));
        return descriptors;
    }

    private void endWithSense() {
        task.requestedBytes(0);
        end(TaskOutcome.COMPLETE, ScsiStatus.CHECK_CONDITION);
    }

    /** Ends with CHECK CONDITION and sense data that was written into the task's already. */
    public void checkConditionWithSense(int senseLengthBytes) {
        task.senseLengthBytes(senseLengthBytes);
        endWithSense();
    }

    /**
     * Answers with parameter data, cut to the allocation length (SPC-4 4.2.5.6), and GOOD.
     *
     * @param parameters from index 0 to its limit; unchanged until the command ends
     */
    public void sendParameterData(ByteBuffer parameters, long allocationLengthBytes) {
        int wantedBytes = (int) Math.min(parameters.limit(), allocationLengthBytes);
        task.requestedBytes(wantedBytes);
        int bytes = limitToExpected(wantedBytes, DataDirection.IN);
        if (bytes == 0) {
            good();
            return;
        }
        parameterData = parameters;
        awaitBuffer(bytes, SEND_PARAMETER_DATA);
    }

    private static final TaskStep SEND_PARAMETER_DATA = task -> of(task).onParameterBuffer();

    private void onParameterBuffer() {
        ByteBuffer parameters = Objects.requireNonNull(parameterData, "no parameter data to send");
        parameterData = null;
        if (resumes()) {
            task.data().putBytes(parameters);
            goodWithDataIn(task.data().totalBytes());
        }
    }

    /** The transport has ended the task, which it held. */
    public void onGone() {
        assert state == CommandState.AWAIT_BUFFER || state == CommandState.AWAIT_DATA_OUT : state;
        parameterData = null;
        leaveRange();
        enter(CommandState.ENDED);
        leave(taskSet, attribute);
    }

    /** When the transport has the status, this may be another command already. */
    private void end(TaskOutcome outcome, int status) {
        TaskSet endedIn = taskSet;
        TaskAttribute endedWith = attribute;
        task.outcome(outcome).status(status);
        if (!dataLeaving) {
            leaveRange();
        }
        enter(CommandState.ENDED);
        task.transport().complete(task);
        leave(endedIn, endedWith);
    }

    private static void leave(@Nullable TaskSet set, TaskAttribute with) {
        if (set != null) {
            set.onEnded(with);
        }
    }

    private void enter(CommandState next) {
        assert next == CommandState.RUNNING || next == CommandState.ENDED || state == CommandState.RUNNING
                : state + " to " + next;
        state = next;
    }
}
