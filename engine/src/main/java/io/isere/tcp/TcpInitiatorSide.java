package io.isere.tcp;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.DatamoverTask;
import io.isere.datamover.TaskTag;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.AnyResponseBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataInBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ReadyToTransferBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.scsi.task.DataSegments;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The initiator's half of plain iSCSI: Data-In goes into the command's memory and a status in it becomes a SCSI Response;
 * R2Ts are answered from the command's memory.
 *
 * <p>Thread: the connection's loop. Allocates task slots at login and nothing afterwards.
 */
final class TcpInitiatorSide implements TcpSide {
    private final TcpDatamover datamover;
    private final TcpReceivedPdus places;
    private final DataInBhs dataIn = new DataInBhs();
    private final ReadyToTransferBhs r2t = new ReadyToTransferBhs();
    private final ScsiResponseBhs response = new ScsiResponseBhs();
    private final AnyResponseBhs any = new AnyResponseBhs();
    private TcpInitiatorTask[] tasks = new TcpInitiatorTask[0];
    private int maxSendDataBytes;
    private int maxBurstBytes;
    private boolean inOrder = true;
    private int expStatSn;
    private @Nullable TcpInitiatorRecovery recovery;

    // The Data-In under way.
    private @Nullable TcpInitiatorTask reading;
    private @Nullable TcpReceivedPdu statusPlace;

    TcpInitiatorSide(TcpDatamover datamover, TcpReceivedPdus places) {
        this.datamover = datamover;
        this.places = places;
    }

    @Override
    public void start(OperationalParameters negotiated) {
        maxSendDataBytes = negotiated.maxSendDataSegmentLengthBytes();
        maxBurstBytes = negotiated.maxBurstLengthBytes();
        inOrder = negotiated.dataPduInOrder() && negotiated.dataSequenceInOrder();
        if (negotiated.errorRecoveryLevel() > 0 && recovery == null) {
            recovery = new TcpInitiatorRecovery(datamover, this, places);
        }
    }

    @Override
    public DatamoverTask createTask(int index, Object owner) {
        TcpInitiatorTask task = new TcpInitiatorTask(index, owner, this);
        if (index >= tasks.length) {
            tasks = Arrays.copyOf(tasks, index + 1);
        }
        tasks[index] = task;
        return task;
    }

    int maxSendDataBytes() {
        return maxSendDataBytes;
    }

    int expStatSn() {
        return expStatSn;
    }

    @Override
    public Route route(AnyBhs header) {
        int opcode = header.opcodeValue();
        if (opcode == Opcode.DATA_IN.code()) {
            return routeDataIn(header);
        }
        return opcode == Opcode.READY_TO_TRANSFER.code() ? onR2t(header) : Route.CONTROL;
    }

    private @Nullable TcpInitiatorTask find(int initiatorTaskTag) {
        int index = TaskTag.index(initiatorTaskTag);
        TcpInitiatorTask task = index < tasks.length ? tasks[index] : null;
        return task != null && task.active && task.initiatorTaskTag == initiatorTaskTag ? task : null;
    }

    private boolean wasNeverGiven(int initiatorTaskTag) {
        return TaskTag.index(initiatorTaskTag) >= tasks.length;
    }

    private Route refuse(String why) {
        return datamover.receiver().refuse(why);
    }

    private Route routeDataIn(AnyBhs header) {
        dataIn.wrap(header.buffer(), header.offset());
        int tag = dataIn.initiatorTaskTag();
        TcpInitiatorTask task = find(tag);
        if (task == null) {
            return wasNeverGiven(tag) ? refuse("a Data-In is for a task that never was") : Route.DONE;
        }
        DataSegments memory = task.dataIn;
        int lengthBytes = dataIn.dataSegmentLengthBytes();
        if (memory == null && lengthBytes > 0) {
            return refuse("a Data-In is for a command that reads nothing");
        }
        if (recovery != null && TcpInitiatorRecovery.isRepeated(task, dataIn.dataSn())) {
            return Route.DONE;
        }
        if (recovery == null && dataIn.dataSn() != task.nextSn) {
            return refuse("DataSN " + dataIn.dataSn() + " of a Data-In is not the " + task.nextSn + " that is next");
        }
        if (memory != null && !isInPlace(task, memory, lengthBytes)) {
            return refuse("a Data-In of " + lengthBytes + " bytes at offset " + dataIn.bufferOffsetBytes()
                    + ", after " + task.receivedBytes + " bytes of " + memory.totalBytes()
                    + ", is beyond the buffer, overlaps or leaves a hole");
        }
        if (dataIn.statusBit()) {
            statusPlace = places.acquire(0);
            if (statusPlace == null) {
                return Route.WAIT;
            }
        }
        reading = task;
        return memory == null
                ? Route.STEERED
                : datamover.receiver().steer(memory, (int) dataIn.bufferOffsetBytes(), lengthBytes);
    }

    /**
     * Whether a Data-In fits, and is no more than is missing. There are neither holes nor overlaps, be it in order (RFC 7143
     * sections 13.18 and 13.19) or not, which is what makes the bytes that came a measure of what is there.
     */
    private boolean isInPlace(TcpInitiatorTask task, DataSegments memory, int lengthBytes) {
        long offset = dataIn.bufferOffsetBytes();
        return offset + lengthBytes <= memory.totalBytes()
                && lengthBytes <= memory.totalBytes() - task.receivedBytes
                && (inOrder
                        ? offset == task.receivedBytes || comesAgain(task)
                        : task.coverage().isFree((int) offset, lengthBytes));
    }

    /** Whether holes are known before it or are found by it, which SNACKs fill. */
    private boolean comesAgain(TcpInitiatorTask task) {
        return recovery != null && (task.missesData() || dataIn.dataSn() != task.nextSn);
    }

    @Override
    public void onDataInPlace(AnyBhs header) {
        TcpInitiatorTask task = reading;
        TcpReceivedPdu place = statusPlace;
        reading = null;
        statusPlace = null;
        if (task == null) {
            return;
        }
        dataIn.wrap(header.buffer(), header.offset());
        task.receivedBytes += dataIn.dataSegmentLengthBytes();
        if (!inOrder) {
            task.coverage().add((int) dataIn.bufferOffsetBytes(), dataIn.dataSegmentLengthBytes());
        }
        TcpInitiatorRecovery recovering = recovery;
        if (recovering == null) {
            task.nextSn++;
        } else {
            recovering.onNumber(task, dataIn.dataSn());
            recovering.onDataIn(task, dataIn);
        }
        if (place != null) {
            respondFromDataIn(place);
            onControl(place);
        }
    }

    /** The SCSI Response that a Data-In with status stands for (RFC 7143 section 11.7.3). */
    private void respondFromDataIn(TcpReceivedPdu place) {
        response.wrap(place.buffer(), place.bhsOffset())
                .init()
                .overflowBit(dataIn.overflowBit())
                .underflowBit(dataIn.underflowBit())
                .residualCountBytes(dataIn.residualCountBytes())
                .status(dataIn.status())
                .initiatorTaskTag(dataIn.initiatorTaskTag())
                .statSn(dataIn.statSn())
                .expCmdSn(dataIn.expCmdSn())
                .maxCmdSn(dataIn.maxCmdSn());
    }

    private Route onR2t(AnyBhs header) {
        r2t.wrap(header.buffer(), header.offset());
        int tag = r2t.initiatorTaskTag();
        TcpInitiatorTask task = find(tag);
        if (task == null) {
            return wasNeverGiven(tag) ? refuse("an R2T is for a task that never was") : Route.DONE;
        }
        DataSegments memory = task.dataOut;
        long lengthBytes = r2t.desiredDataTransferLengthBytes();
        if (memory == null || r2t.targetTransferTag() == Bhs.RESERVED_TAG) {
            return refuse("an R2T is for a command that writes nothing, or has no tag");
        }
        TcpInitiatorRecovery recovering = recovery;
        if (recovering != null && TcpInitiatorRecovery.isRepeated(task, r2t.r2tSn())) {
            return Route.DONE;
        }
        if (recovering == null && r2t.r2tSn() != task.nextSn) {
            return refuse("R2TSN " + r2t.r2tSn() + " is not the " + task.nextSn + " that is next");
        }
        if (lengthBytes == 0
                || lengthBytes > maxBurstBytes
                || r2t.bufferOffsetBytes() + lengthBytes > memory.totalBytes()) {
            return refuse("an R2T asks for " + lengthBytes + " bytes at offset " + r2t.bufferOffsetBytes()
                    + ", more than a burst or than there is");
        }
        TcpDataOutBurst burst = task.freeBurst();
        if (burst == null) {
            return refuse("more R2Ts are outstanding for a task than were agreed");
        }
        if (recovering == null) {
            task.nextSn++;
        } else {
            recovering.onNumber(task, r2t.r2tSn());
        }
        burst.begin(r2t.targetTransferTag(), (int) r2t.bufferOffsetBytes(), (int) lengthBytes);
        datamover.enqueue(burst);
        return Route.DONE;
    }

    @Override
    public void onControl(TcpReceivedPdu pdu) {
        TcpInitiatorRecovery recovering = recovery;
        if (recovering == null) {
            deliver(pdu);
        } else {
            recovering.onControl(pdu);
        }
    }

    /** The task that a PDU is the response of; null when it is none, or the task has ended. */
    @Nullable
    TcpInitiatorTask taskOfResponse(TcpReceivedPdu pdu) {
        any.wrap(pdu.buffer(), pdu.bhsOffset());
        return any.opcodeValue() == Opcode.SCSI_RESPONSE.code() ? find(any.initiatorTaskTag()) : null;
    }

    /** Hands a PDU to the session. */
    void deliver(TcpReceivedPdu pdu) {
        any.wrap(pdu.buffer(), pdu.bhsOffset());
        int opcode = any.opcodeValue();
        boolean ping = opcode == Opcode.NOP_IN.code() && any.initiatorTaskTag() == Bhs.RESERVED_TAG;
        if (!ping) {
            expStatSn = any.statSn() + 1;
        }
        TcpInitiatorTask task = opcode == Opcode.SCSI_RESPONSE.code() ? find(any.initiatorTaskTag()) : null;
        if (task != null) {
            correctResidual(task, pdu);
            end(task);
            if (task.pdusOnTheirWay > 0) {
                task.heldResponse = pdu;
                return;
            }
        }
        datamover.notifyControl(pdu);
    }

    /** A target that sent less than it says has its residual put right, so that nobody reads what never came. */
    private void correctResidual(TcpInitiatorTask task, TcpReceivedPdu pdu) {
        DataSegments memory = task.dataIn;
        response.wrap(pdu.buffer(), pdu.bhsOffset());
        int missingBytes = memory == null ? 0 : memory.totalBytes() - task.receivedBytes;
        long saidBytes = response.underflowBit() ? response.residualCountBytes() : 0;
        if (missingBytes > saidBytes) {
            response.overflowBit(false).underflowBit(true).residualCountBytes(missingBytes);
        }
    }

    /** A command leaves: what follows must not touch its memory any more. */
    void end(TcpInitiatorTask task) {
        task.active = false;
        if (reading == task) {
            TcpReceivedPdu place = statusPlace;
            reading = null;
            statusPlace = null;
            datamover.receiver().divert();
            if (place != null) {
                places.release(place);
            }
        }
        for (TcpDataOutBurst burst : task.bursts) {
            if (burst.inLine) {
                burst.inLine = false;
                datamover.cancel(burst);
            }
        }
        if (recovery != null) {
            recovery.onTaskWhole(task);
        }
    }

    @Override
    public void beforeSend(ControlPdu pdu) {
        // An initiator's PDUs carry no numbers that others have to repeat.
    }

    @Override
    public void afterSend(TcpTask task) {
        onDataOutSent((TcpInitiatorTask) task);
    }

    /** A PDU that was sent from the task's memory has left. */
    void onDataOutSent(TcpInitiatorTask task) {
        task.pdusOnTheirWay--;
        TcpReceivedPdu held = task.heldResponse;
        if (held != null && task.pdusOnTheirWay == 0) {
            task.heldResponse = null;
            datamover.notifyControl(held);
        }
    }

    /** An initiator that cannot recover closes the connection without a word (RFC 7143 section 7.8). */
    @Override
    public boolean onDataDigestError(AnyBhs header, @Nullable TcpReceivedPdu place) {
        TcpInitiatorRecovery recovering = recovery;
        if (recovering == null) {
            return false;
        }
        TcpInitiatorTask task = reading;
        TcpReceivedPdu statusOfData = statusPlace;
        reading = null;
        statusPlace = null;
        if (statusOfData != null) {
            places.release(statusOfData);
        }
        if (place != null) {
            places.release(place);
            recovering.onDamaged(any.wrap(header.buffer(), header.offset()));
        } else if (task != null) {
            recovering.onDamagedData(
                    task, dataIn.wrap(header.buffer(), header.offset()).dataSn());
        }
        return true;
    }
}
