package io.isere.iscsi.target;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Counter;
import io.isere.datamover.Datamover;
import io.isere.datamover.LoopBuffers;
import io.isere.datamover.LoopContext;
import io.isere.datamover.LoopMeter;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.AhsWalker;
import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.iscsi.pdu.ExtendedCdbAhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.TaskManagementRequestBhs;
import io.isere.iscsi.session.SlotStack;
import io.isere.iscsi.session.TaskManagementCodes;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.scsi.lun.LunView;
import io.isere.scsi.lun.ScsiTargetDevice;
import io.isere.scsi.lun.TaskRouter;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.Nexus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskAttribute;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The target's end of a normal session in full feature phase: commands become SCSI tasks, results become responses.
 *
 * <p>Thread: its connection's loop. Lifetime: from login until {@link #onConnectionEnd} and the end of the last task,
 * when {@link TargetConnection#onSessionDrained} is called. Allocates nothing a command.
 */
final class TargetSession implements Nexus {
    private static final Logger LOG = LoggerFactory.getLogger(TargetSession.class);
    private static final TaskAttribute[] ATTRIBUTES = TaskAttribute.values();

    private final TargetConnection connection;
    private final Datamover datamover;
    private final LoopBuffers buffers;
    private final RdmaLoop loop;
    private final LoopMeter meter;
    private final String initiatorPortName;
    private final OperationalParameters parameters;
    private final TargetTask[] slots;
    private final SlotStack free;
    private final TaskRouter router;
    private final ScsiCommandBhs command = new ScsiCommandBhs();
    private final DataOutBhs dataOut = new DataOutBhs();
    private final TaskManagementRequestBhs management = new TaskManagementRequestBhs();
    private final AhsWalker ahsWalker = new AhsWalker();
    private final ExtendedCdbAhs extendedCdb = new ExtendedCdbAhs();
    private boolean connected = true;
    private boolean drainedOnce;

    /**
     * @param luns what the initiator sees of the device
     * @param taskCount slots: twice the command window, because a slot is in use until its response has left
     */
    @SuppressWarnings("this-escape") // the device only stores the nexus; slots are used after construction
    TargetSession(
            TargetConnection connection,
            Datamover datamover,
            LoopContext context,
            String initiatorPortName,
            OperationalParameters parameters,
            ScsiTargetDevice device,
            LunView luns,
            int taskCount) {
        this.connection = connection;
        this.datamover = datamover;
        buffers = context.buffers();
        loop = context.loop();
        meter = context.meter();
        this.initiatorPortName = initiatorPortName;
        this.parameters = parameters;
        slots = new TargetTask[taskCount];
        for (int i = 0; i < taskCount; i++) {
            slots[i] = new TargetTask(this, i);
        }
        free = new SlotStack(taskCount);
        router = device.openNexus(this, luns);
    }

    Datamover datamover() {
        return datamover;
    }

    LoopBuffers buffers() {
        return buffers;
    }

    LoopMeter meter() {
        return meter;
    }

    long nowNs() {
        return loop.nowNs();
    }

    TaskRouter router() {
        return router;
    }

    boolean isConnected() {
        return connected;
    }

    @Override
    public String initiatorPortName() {
        return initiatorPortName;
    }

    @Override
    public Executor home() {
        return loop;
    }

    /** A SCSI Command in order (RFC 7143 section 11.3). */
    void onCommand(ReceivedPdu pdu) {
        command.wrap(pdu.buffer(), pdu.bhsOffset());
        String problem = problemOf(command);
        if (!problem.isEmpty()) {
            connection.dropFor(problem);
            return;
        }
        int index = free.acquire();
        if (index < 0) {
            connection.dropFor("the initiator sent more commands than its window allows");
            return;
        }
        TargetTask slot = slots[index];
        connection.sequence().begin();
        ScsiTask task = slot.scsi().reset();
        task.tag(Integer.toUnsignedLong(command.initiatorTaskTag()))
                .lun(command.lun())
                .attribute(attributeOf(command.taskAttribute()))
                .direction(directionOf(command))
                .expectedDataBytes(command.expectedDataTransferLengthBytes());
        readCdb(task);
        slot.begin(pdu, command, parameters.firstBurstLengthBytes(), parameters.dataPduInOrder());
        if (router.submit(task) != SubmitResult.ACCEPTED) {
            slot.abort(null);
        }
    }

    /** Errors of a command that no SCSI status can answer; "" when there are none. */
    private String problemOf(ScsiCommandBhs bhs) {
        int dataBytes = bhs.dataSegmentLengthBytes();
        if (dataBytes > 0 && (!bhs.writeBit() || !parameters.immediateData())) {
            return "a command carries " + dataBytes + " bytes of immediate data, which was not agreed";
        }
        if (dataBytes > bhs.expectedDataTransferLengthBytes()
                || dataBytes
                        > Math.min(parameters.firstBurstLengthBytes(), parameters.maxReceiveDataSegmentLengthBytes())) {
            return "a command carries " + dataBytes + " bytes of immediate data, more than was agreed";
        }
        if (bhs.writeBit() && !bhs.finalBit() && parameters.initialR2t()) {
            return "a command announces unsolicited Data-Out although InitialR2T=Yes";
        }
        return "";
    }

    private static TaskAttribute attributeOf(int code) {
        return code < ATTRIBUTES.length ? ATTRIBUTES[code] : TaskAttribute.SIMPLE;
    }

    private static DataDirection directionOf(ScsiCommandBhs bhs) {
        if (bhs.readBit()) {
            return DataDirection.IN;
        }
        return bhs.writeBit() ? DataDirection.OUT : DataDirection.NONE;
    }

    private void readCdb(ScsiTask task) {
        command.copyCdbTo(task.cdb(), 0);
        task.cdbLengthBytes(ScsiCommandBhs.CDB_LENGTH_BYTES);
        if (command.totalAhsLengthBytes() == 0) {
            return;
        }
        ahsWalker.wrap(command);
        while (ahsWalker.next()) {
            if (ahsWalker.type() == AhsWalker.TYPE_EXTENDED_CDB) {
                extendedCdb.wrap(command.buffer(), ahsWalker.offset());
                int spillBytes = Math.min(
                        extendedCdb.spillLengthBytes(), ScsiTask.CDB_BYTES_MAX - ScsiCommandBhs.CDB_LENGTH_BYTES);
                task.cdb()
                        .put(ScsiCommandBhs.CDB_LENGTH_BYTES, command.buffer(), extendedCdb.spillOffset(), spillBytes);
                task.cdbLengthBytes(ScsiCommandBhs.CDB_LENGTH_BYTES + spillBytes);
            }
        }
    }

    /** An unsolicited Data-Out; one for a command that has ended already is dropped silently. */
    void onDataOut(ReceivedPdu pdu) {
        dataOut.wrap(pdu.buffer(), pdu.bhsOffset());
        TargetTask slot = find(dataOut.initiatorTaskTag());
        if (slot == null) {
            return;
        }
        boolean accepted = slot.onDataOut(
                pdu,
                dataOut.dataSn(),
                (int) dataOut.bufferOffsetBytes(),
                dataOut.dataSegmentLengthBytes(),
                dataOut.finalBit());
        if (!accepted && slot.state() != TargetTaskState.RESPONDING) {
            connection.dropFor("an unsolicited Data-Out, DataSN " + dataOut.dataSn() + ", of "
                    + dataOut.dataSegmentLengthBytes() + " bytes at offset " + dataOut.bufferOffsetBytes()
                    + " is out of order or more than was announced");
        }
    }

    /** Sends the response of a task that the device server has completed. */
    void respond(TargetTask slot) {
        connection.sequence().end();
        ControlPdu pdu = connection.buildScsiResponse(slot);
        if (pdu == null) {
            connection.dropFor("no PDU is free for a response");
            slot.onReleased();
            return;
        }
        datamover.sendResponse(pdu, slot.datamoverTask());
    }

    /** A slot became free; {@code responded}: by its response, which has opened the window already. */
    void onTaskEnded(TargetTask slot, boolean responded) {
        if (!responded) {
            connection.sequence().end();
        }
        free.release(slot.index());
        if (connection.sequence().freed() && connected) {
            connection.tellWindow();
        }
        if (!connected && free.used() == 0) {
            drained();
        }
    }

    /** Task Management Request (RFC 7143 section 11.5); answers through the connection when all is done. */
    void onTaskManagement(ReceivedPdu pdu) {
        management.wrap(pdu.buffer(), pdu.bhsOffset());
        int tag = management.initiatorTaskTag();
        TaskManagementFunction function = TaskManagementCodes.function(management.functionCode());
        if (function == null) {
            LOG.info(
                    "{}: task management function {} is not known",
                    connection.remoteAddress(),
                    management.functionCode());
            connection.answerTaskManagement(tag, TaskManagementResult.FUNCTION_NOT_SUPPORTED);
            return;
        }
        TargetTask reference = find(management.referencedTaskTag());
        boolean needsTask =
                function == TaskManagementFunction.ABORT_TASK || function == TaskManagementFunction.QUERY_TASK;
        if (needsTask && (reference == null || reference.state() == TargetTaskState.RESPONDING)) {
            answer(tag, function, TaskManagementResult.TASK_DOES_NOT_EXIST);
            return;
        }
        router.manage(
                function,
                management.lun(),
                needsTask && reference != null ? reference.scsi() : null,
                result -> answer(tag, function, result));
    }

    private void answer(int tag, TaskManagementFunction function, TaskManagementResult result) {
        meter.count(Counter.TARGET_TASK_MANAGEMENT);
        LOG.info("{}: {}: {}", connection.remoteAddress(), function, result);
        connection.answerTaskManagement(tag, result);
    }

    private @Nullable TargetTask find(int initiatorTaskTag) {
        for (TargetTask slot : slots) {
            if (slot.state() != TargetTaskState.FREE && slot.initiatorTaskTag() == initiatorTaskTag) {
                return slot;
            }
        }
        return null;
    }

    @Override
    public void abortTask(ScsiTask task, Runnable done) {
        for (TargetTask slot : slots) {
            if (slot.scsi() == task && slot.state() != TargetTaskState.FREE) {
                slot.abort(done);
                return;
            }
        }
        done.run();
    }

    @Override
    public void abortTasks(long lun, Runnable done) {
        int[] left = {1};
        Runnable one = () -> {
            if (--left[0] == 0) {
                done.run();
            }
        };
        for (TargetTask slot : slots) {
            if (slot.state() != TargetTaskState.FREE && slot.scsi().lun() == lun) {
                left[0]++;
                slot.abort(one);
            }
        }
        one.run();
    }

    /** The connection is gone, nothing is in use by the transport any more: every task ends. */
    void onConnectionEnd() {
        connected = false;
        for (TargetTask slot : slots) {
            slot.onConnectionEnd();
        }
        if (free.used() == 0) {
            drained();
        }
    }

    /** Whether commands for a logical unit are under way; those that only wait for their response to leave count too. */
    boolean hasTasks(long lun) {
        for (TargetTask slot : slots) {
            if (slot.state() != TargetTaskState.FREE && Lun.decode(slot.scsi().lun()) == Lun.decode(lun)) {
                return true;
            }
        }
        return false;
    }

    private void drained() {
        if (!drainedOnce) {
            drainedOnce = true;
            router.close();
            connection.onSessionDrained();
        }
    }

    /** Commands in the session now. */
    int activeTasks() {
        return free.used();
    }
}
