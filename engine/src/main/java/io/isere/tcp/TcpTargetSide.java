package io.isere.tcp;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.DatamoverListener;
import io.isere.datamover.DatamoverTask;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TaskTag;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.AnyRequestBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiStatus;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The target's half of plain iSCSI: Put_Data becomes Data-In, Get_Data becomes R2Ts whose Data-Out goes straight into the
 * task's memory.
 *
 * <p>Thread: the connection's loop. Allocates task slots at login and nothing afterwards.
 */
final class TcpTargetSide implements TcpSide {
    private final TcpDatamover datamover;
    private final DatamoverListener listener;
    private final TcpNumbers numbers = new TcpNumbers();
    private final DataOutBhs dataOut = new DataOutBhs();
    private final AnyBhs command = new AnyBhs();
    private final ScsiResponseBhs response = new ScsiResponseBhs();
    private final RejectBhs reject = new RejectBhs();
    private TcpTargetTask[] tasks = new TcpTargetTask[0];
    private int maxSendDataBytes;
    private int maxBurstBytes;
    private int maxR2ts = 1;
    private boolean pdusInOrder = true;

    // Recovery within connection and command: ErrorRecoveryLevel 1 and up.
    private final TcpReceivedPdus places;
    private final AnyRequestBhs request = new AnyRequestBhs();
    private int level;
    private @Nullable TcpTargetRecovery recovery;

    // The Data-Out under way.
    private @Nullable TcpR2t receiving;
    private @Nullable TcpTargetTask receivingTask;

    TcpTargetSide(TcpDatamover datamover, DatamoverListener listener, TcpReceivedPdus places) {
        this.datamover = datamover;
        this.listener = listener;
        this.places = places;
    }

    @Override
    public void start(OperationalParameters negotiated) {
        maxSendDataBytes = negotiated.maxSendDataSegmentLengthBytes();
        maxBurstBytes = negotiated.maxBurstLengthBytes();
        maxR2ts = Math.min(negotiated.maxOutstandingR2t(), TcpTask.MAX_BURSTS);
        pdusInOrder = negotiated.dataPduInOrder();
        level = negotiated.errorRecoveryLevel();
        if (level > 0 && recovery == null) {
            recovery = new TcpTargetRecovery(datamover, this);
        }
    }

    @Override
    public DatamoverTask createTask(int index, Object owner) {
        TcpTargetTask task = new TcpTargetTask(index, owner, this);
        if (index >= tasks.length) {
            tasks = Arrays.copyOf(tasks, index + 1);
        }
        tasks[index] = task;
        return task;
    }

    TcpNumbers numbers() {
        return numbers;
    }

    int maxSendDataBytes() {
        return maxSendDataBytes;
    }

    int maxBurstBytes() {
        return maxBurstBytes;
    }

    void bind(TcpTargetTask task, ReceivedPdu pdu) {
        command.wrap(pdu.buffer(), pdu.bhsOffset());
        task.begin(command.initiatorTaskTag(), command.lun());
    }

    // ---- Data from the initiator.

    void getData(TcpTargetTask task, DataSegments into, int intoOffset, int bufferOffset, int lengthBytes) {
        task.prepareGet(into, intoOffset, bufferOffset, lengthBytes);
        ask(task);
    }

    /** Sends as many R2Ts as may be out. */
    private void ask(TcpTargetTask task) {
        while (task.unaskedBytes > 0 && task.r2tsOut < maxR2ts) {
            TcpR2t r2t = task.freeR2t();
            if (r2t == null) {
                return;
            }
            int bytes = Math.min(task.unaskedBytes, maxBurstBytes);
            r2t.begin(task.nextOffsetBytes, bytes);
            task.nextOffsetBytes += bytes;
            task.unaskedBytes -= bytes;
            task.r2tsOut++;
            datamover.enqueue(r2t);
        }
    }

    @Override
    public Route route(AnyBhs header) {
        TcpTargetRecovery recovering = recovery;
        if (recovering != null) {
            recovering.acknowledge(
                    request.wrap(header.buffer(), header.offset()).expStatSn());
        }
        if (header.opcodeValue() != Opcode.DATA_OUT.code()) {
            return Route.CONTROL;
        }
        dataOut.wrap(header.buffer(), header.offset());
        return dataOut.targetTransferTag() == Bhs.RESERVED_TAG ? Route.CONTROL : routeSolicited();
    }

    private Route routeSolicited() {
        int tag = dataOut.targetTransferTag();
        int index = TaskTag.index(tag);
        if (index >= tasks.length) {
            return datamover.receiver().refuse("a Data-Out has a Target Transfer Tag that never was");
        }
        TcpTargetTask task = tasks[index];
        TcpR2t r2t = task.r2ts[TcpR2t.numberOf(tag)];
        DataSegments into = task.into;
        if (into == null || !r2t.answersTo(tag) || task.initiatorTaskTag != dataOut.initiatorTaskTag()) {
            // The task has ended meanwhile, by an abort for example.
            return Route.DONE;
        }
        if (level > 0 && (r2t.damaged || dataOut.dataSn() != r2t.nextDataSn)) {
            return onLost(task, r2t, dataOut.finalBit());
        }
        int lengthBytes = dataOut.dataSegmentLengthBytes();
        long offset = dataOut.bufferOffsetBytes() - r2t.offsetBytes;
        if (dataOut.dataSn() != r2t.nextDataSn
                || offset < 0
                || offset + lengthBytes > r2t.lengthBytes
                || !isInPlace(r2t, (int) offset, lengthBytes)
                || lengthBytes > r2t.lengthBytes - r2t.receivedBytes
                || dataOut.finalBit() != (lengthBytes == r2t.lengthBytes - r2t.receivedBytes)) {
            return datamover
                    .receiver()
                    .refuse("a Data-Out of " + lengthBytes + " bytes at offset " + dataOut.bufferOffsetBytes()
                            + ", DataSN " + dataOut.dataSn() + ", F=" + dataOut.finalBit()
                            + " is not what its R2T asked for");
        }
        receiving = r2t;
        receivingTask = task;
        return datamover.receiver().steer(into, (int) dataOut.bufferOffsetBytes() - task.intoShiftBytes, lengthBytes);
    }

    /** In order there are neither holes nor overlaps; in any other there must be none either in the end. */
    private boolean isInPlace(TcpR2t r2t, int offset, int lengthBytes) {
        return pdusInOrder ? offset == r2t.receivedBytes : r2t.coverage().isFree(offset, lengthBytes);
    }

    /**
     * A Data-Out of a sequence is lost, this one or one before it: when the sequence has ended all of it is asked for again,
     * by a recovery R2T (RFC 7143 sections 7.8, 7.9 and 11.8).
     */
    private Route onLost(TcpTargetTask task, TcpR2t r2t, boolean last) {
        if (!r2t.damaged) {
            r2t.damaged = true;
            task.missingBytes += r2t.receivedBytes;
        }
        if (last && ++task.recoveries > TcpTargetRecovery.MAX_RECOVERIES) {
            return datamover.receiver().refuse("the data of a command is lost again and again");
        }
        if (last) {
            r2t.begin(r2t.offsetBytes, r2t.lengthBytes);
            datamover.enqueue(r2t);
        }
        return Route.DONE;
    }

    @Override
    public void onDataInPlace(AnyBhs header) {
        TcpR2t r2t = receiving;
        TcpTargetTask task = receivingTask;
        receiving = null;
        receivingTask = null;
        if (r2t == null || task == null) {
            return;
        }
        int bytes = header.dataSegmentLengthBytes();
        r2t.nextDataSn++;
        r2t.receivedBytes += bytes;
        if (!pdusInOrder) {
            dataOut.wrap(header.buffer(), header.offset());
            r2t.coverage().add((int) dataOut.bufferOffsetBytes() - r2t.offsetBytes, bytes);
        }
        task.missingBytes -= bytes;
        if (r2t.receivedBytes < r2t.lengthBytes) {
            return;
        }
        r2t.out = false;
        task.r2tsOut--;
        if (task.missingBytes == 0) {
            task.into = null;
            listener.dataCompletionNotify(task);
        } else {
            ask(task);
        }
    }

    /** Stops the data moves of a task; what comes for it from now on is thrown away. */
    void abort(TcpTargetTask task) {
        if (receivingTask == task) {
            receiving = null;
            receivingTask = null;
            datamover.receiver().divert();
        }
        for (TcpR2t r2t : task.r2ts) {
            if (r2t.out) {
                r2t.out = false;
                datamover.cancel(r2t);
            }
        }
        task.r2tsOut = 0;
        task.unaskedBytes = 0;
        task.into = null;
        datamover.cancel(task.dataIn);
        task.dataIn.cancel();
        task.open = false;
        listener.taskReleasedNotify(task);
    }

    // ---- Data and status to the initiator.

    void putData(TcpTargetTask task, DataSegments data, int bufferOffset, int lengthBytes) {
        task.dataIn.begin(data, bufferOffset, lengthBytes);
        datamover.enqueue(task.dataIn);
    }

    /** Sends a SCSI Response, or its status in the last Data-In when there is nothing in it that Data-In cannot carry. */
    void respond(TcpTargetTask task, TcpControlSend send) {
        send.task = task;
        response.wrap(send.pdu().buffer(), send.pdu().bhsOffset());
        boolean fits = level == 0
                && response.status() == ScsiStatus.GOOD
                && response.responseCode() == 0
                && response.dataSegmentLengthBytes() == 0
                && task.dataIn.canCarryStatus();
        beforeSend(send.pdu());
        if (fits) {
            task.dataIn.carryStatus(send);
        } else {
            datamover.enqueue(send);
        }
    }

    /** The status of a task has left with its data. */
    void onStatusSent(TcpControlSend send) {
        datamover.onControlSent(send);
    }

    @Override
    public void onControl(TcpReceivedPdu pdu) {
        datamover.notifyControl(pdu);
    }

    @Override
    public void beforeSend(ControlPdu pdu) {
        numbers.observe(pdu);
        TcpTargetRecovery recovering = recovery;
        if (recovering != null) {
            recovering.retain(pdu);
        }
    }

    /** A status that is kept is about to leave, behind the last Data-In of its task. */
    void beforeStatus(TcpControlSend send, TcpTask task) {
        response.wrap(send.pdu().buffer(), send.pdu().bhsOffset())
                .expDataSn(task.nextSn)
                .snackTag(((TcpTargetTask) task).snackTag);
    }

    @Override
    public void afterSend(TcpTask task) {
        TcpTargetTask ended = (TcpTargetTask) task;
        ended.open = false;
        ended.over = true;
        if (ended.replaysOut == 0) {
            listener.taskReleasedNotify(task);
        }
    }

    /** An answer to a SNACK has left. */
    void onReplayed(TcpTargetTask task) {
        if (--task.replaysOut == 0 && task.over) {
            listener.taskReleasedNotify(task);
        }
    }

    boolean retransmit(ReceivedPdu snack) {
        TcpTargetRecovery recovering = recovery;
        return recovering != null && recovering.retransmit(snack);
    }

    /** The task of a command whose status is not acknowledged; null when there is none. */
    @Nullable
    TcpTargetTask find(int initiatorTaskTag) {
        for (TcpTargetTask task : tasks) {
            if (task.open && task.initiatorTaskTag == initiatorTaskTag) {
                return task;
            }
        }
        return null;
    }

    @Override
    public boolean onDataDigestError(AnyBhs header, @Nullable TcpReceivedPdu place) {
        if (level == 0) {
            rejectAndEnd(header);
            return false;
        }
        TcpTargetTask task = receivingTask;
        TcpR2t r2t = receiving;
        receiving = null;
        receivingTask = null;
        if (r2t != null && task != null) {
            dataOut.wrap(header.buffer(), header.offset());
            if (onLost(task, r2t, dataOut.finalBit()) == Route.BROKEN) {
                return false;
            }
        }
        return notifyDamaged(header, place);
    }

    /** The session rejects the PDU, with a StatSN of its own. */
    private boolean notifyDamaged(AnyBhs header, @Nullable TcpReceivedPdu place) {
        TcpReceivedPdu pdu = place == null ? places.acquire(0) : place;
        if (pdu == null) {
            return false;
        }
        pdu.buffer().put(pdu.bhsOffset(), header.buffer(), header.offset(), Bhs.LENGTH_BYTES);
        datamover.notifyDamaged(pdu);
        return true;
    }

    /** The initiator is told before the connection ends (RFC 7143 section 7.8, ErrorRecoveryLevel 0). */
    private void rejectAndEnd(AnyBhs header) {
        ControlPdu pdu = datamover.acquireControlPdu(Bhs.LENGTH_BYTES);
        if (pdu == null) {
            return;
        }
        reject.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .reasonCode(RejectReason.DATA_DIGEST_ERROR.code())
                .initiatorTaskTag(Bhs.RESERVED_TAG)
                .dataSegmentLengthBytes(Bhs.LENGTH_BYTES);
        numbers.show(reject);
        pdu.buffer().put(reject.dataSegmentOffset(), header.buffer(), header.offset(), Bhs.LENGTH_BYTES);
        datamover.sendControl(pdu);
    }
}
