package io.isere.iscsi.target;

import io.isere.datamover.BufferWaiter;
import io.isere.datamover.Counter;
import io.isere.datamover.Datamover;
import io.isere.datamover.DatamoverTask;
import io.isere.datamover.LoopBuffers;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.rdma.verbs.BufferLease;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.task.TaskStep;
import io.isere.scsi.task.TaskTransport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A task slot of a target session: one SCSI command from its arrival to the end of its response, and the transport the
 * device server sees for it. While a command is in it, it belongs to the connection the command came by.
 *
 * <p>Made when the slot is first needed, reused for every command of it. Thread: the session's loop. Allocates at construction only.
 */
final class TargetTask implements TaskTransport, BufferWaiter, ReorderQueue.Held {
    private final TargetSession session;
    private final ScsiTask scsi = new ScsiTask();
    private final BufferLease lease = LoopBuffers.newLease();
    private final int index;
    /** What the datamover of each connection keeps for the slot. */
    private final @Nullable DatamoverTask[] datamoverTasks;

    private @Nullable TargetConnection connection;
    private TargetTaskState state = TargetTaskState.FREE;
    private int initiatorTaskTag;
    private long arrivedNs;

    // What the command brought with it or announced.
    private @Nullable ReceivedPdu immediate;
    private int immediateBytes;
    private final UnsolicitedDataOut unsolicited = new UnsolicitedDataOut();

    // What it waits for.
    private @Nullable TaskStep next;
    private int wantedBytes;
    private @Nullable Runnable onEnded;

    /** Data-In was given to the datamover; it has left its memory when the response behind it has. */
    private boolean dataOnItsWay;

    @SuppressWarnings("this-escape") // the task only stores it
    TargetTask(TargetSession session, int index, int connections) {
        this.session = session;
        this.index = index;
        datamoverTasks = new @Nullable DatamoverTask[connections];
        scsi.nexus(session).transport(this);
    }

    /** Takes what the datamover of a connection keeps for the slot. */
    void bind(int connectionIndex, DatamoverTask task) {
        datamoverTasks[connectionIndex] = task;
    }

    /** Whether a command of that connection is in the slot. */
    boolean isOf(TargetConnection some) {
        return state != TargetTaskState.FREE && connection == some;
    }

    @Override
    public TargetConnection connection() {
        TargetConnection allegiant = connection;
        if (allegiant == null) {
            throw new IllegalStateException("no command was ever in task slot " + index);
        }
        return allegiant;
    }

    private Datamover datamover() {
        return connection().transport();
    }

    ScsiTask scsi() {
        return scsi;
    }

    DatamoverTask datamoverTask() {
        DatamoverTask task = datamoverTasks[connection().index()];
        if (task == null) {
            throw new IllegalStateException("task slot " + index + " was not bound to its connection");
        }
        return task;
    }

    int index() {
        return index;
    }

    int initiatorTaskTag() {
        return initiatorTaskTag;
    }

    TargetTaskState state() {
        return state;
    }

    /** Whether a task management request can be about it. */
    boolean isInTaskSet() {
        return switch (state) {
            case FREE, AWAIT_TURN, RESPONDING -> false;
            default -> true;
        };
    }

    private void enter(TargetTaskState newState) {
        state = newState;
    }

    /** Takes a SCSI Command; its immediate data stays in the receive buffer until it is wanted. */
    void begin(TargetConnection from, ReceivedPdu pdu, ScsiCommandBhs command, OperationalParameters agreed) {
        connection = from;
        from.onTaskBegins();
        enter(TargetTaskState.EXECUTING);
        arrivedNs = session.nowNs();
        initiatorTaskTag = command.initiatorTaskTag();
        immediateBytes = command.dataSegmentLengthBytes();
        if (immediateBytes > 0) {
            pdu.retain();
            immediate = pdu;
        }
        int announcedBytes = 0;
        if (command.writeBit() && !command.finalBit()) {
            announcedBytes = (int) Math.min(command.expectedDataTransferLengthBytes(), agreed.firstBurstLengthBytes())
                    - immediateBytes;
        }
        unsolicited.expect(immediateBytes, announcedBytes, agreed.dataPduInOrder());
        from.transport().bindTask(datamoverTask(), pdu);
    }

    /** The command came before its turn. */
    void awaitTurn() {
        enter(TargetTaskState.AWAIT_TURN);
    }

    @Override
    public void onTurn() {
        enter(TargetTaskState.EXECUTING);
        session.execute(this);
    }

    @Override
    public void onForgotten() {
        end();
    }

    // ------------------------------------------------------------- transport services for the device server

    @Override
    public void acquireBuffer(ScsiTask task, int bytes, TaskStep step) {
        if (session.buffers().lease(bytes, lease, task.data())) {
            step.run(task);
            return;
        }
        next = step;
        wantedBytes = bytes;
        enter(TargetTaskState.AWAIT_BUFFER);
        session.buffers().await(this);
    }

    @Override
    public boolean onBuffersFree() {
        if (!session.buffers().lease(wantedBytes, lease, scsi.data())) {
            return false;
        }
        enter(TargetTaskState.EXECUTING);
        runNext();
        return true;
    }

    @Override
    public void receiveDataOut(ScsiTask task, int bytes, TaskStep step) {
        next = step;
        wantedBytes = bytes;
        takeImmediate();
        if (unsolicited.isComplete()) {
            onUnsolicitedComplete();
        } else {
            placeUnsolicited();
            enter(TargetTaskState.AWAIT_UNSOLICITED);
        }
    }

    private void onUnsolicitedComplete() {
        if (!unsolicited.isDamaged()) {
            fetchRest();
        } else if (connection().parameters().errorRecoveryLevel() > 0) {
            unsolicited.giveUp();
            fetchRest();
        } else {
            failDataOut();
        }
    }

    /** An unsolicited Data-Out arrived damaged. */
    void onDataOutLost(boolean last) {
        unsolicited.lose(last);
        if (state == TargetTaskState.AWAIT_UNSOLICITED && unsolicited.isComplete()) {
            onUnsolicitedComplete();
        }
    }

    /** Takes the task, which waits for its data, back from the device server and ends it. */
    private void failDataOut() {
        session.router().taskGone(scsi);
        scsi.requestedBytes(0)
                .senseLengthBytes(SenseData.writeFixed(
                        scsi.sense(), SenseKey.ABORTED_COMMAND, SenseCode.PROTOCOL_SERVICE_CRC_ERROR))
                .status(ScsiStatus.CHECK_CONDITION)
                .outcome(TaskOutcome.COMPLETE);
        complete(scsi);
    }

    private void takeImmediate() {
        ReceivedPdu pdu = immediate;
        if (pdu != null) {
            int dataOffset = dataOffsetOf(pdu);
            copyIn(pdu.buffer(), dataOffset, 0, immediateBytes);
            immediate = null;
            pdu.release();
        }
    }

    private static int dataOffsetOf(ReceivedPdu pdu) {
        int ahsBytes = (pdu.buffer().get(pdu.bhsOffset() + 4) & 0xff) * 4;
        return pdu.bhsOffset() + Bhs.LENGTH_BYTES + ahsBytes;
    }

    /** An unsolicited Data-Out arrived; false when it breaks the rules of its sequence. */
    boolean onDataOut(ReceivedPdu pdu, int dataSn, int bufferOffsetBytes, int lengthBytes, boolean last) {
        if (!unsolicited.accept(dataSn, bufferOffsetBytes, lengthBytes, last)) {
            return false;
        }
        if (unsolicited.isDamaged()) {
            if (state == TargetTaskState.AWAIT_UNSOLICITED && unsolicited.isComplete()) {
                onUnsolicitedComplete();
            }
            return true;
        }
        if (state == TargetTaskState.AWAIT_UNSOLICITED) {
            copyIn(pdu.buffer(), dataOffsetOf(pdu), bufferOffsetBytes, lengthBytes);
        } else if (!unsolicited.keep(pdu, bufferOffsetBytes, lengthBytes)) {
            return false;
        }
        if (state == TargetTaskState.AWAIT_UNSOLICITED && unsolicited.isComplete()) {
            fetchRest();
        }
        return true;
    }

    /** Everything that came unasked is here: puts it in place and fetches what is left. */
    private void fetchRest() {
        placeUnsolicited();
        int hereBytes = unsolicited.totalBytes();
        if (hereBytes >= wantedBytes) {
            enter(TargetTaskState.EXECUTING);
            runNext();
            return;
        }
        enter(TargetTaskState.TRANSFERRING_IN);
        datamover().getData(datamoverTask(), scsi.data(), hereBytes, hereBytes, wantedBytes - hereBytes);
    }

    private void placeUnsolicited() {
        for (int i = 0; i < unsolicited.count(); i++) {
            ReceivedPdu pdu = unsolicited.pdu(i);
            copyIn(pdu.buffer(), dataOffsetOf(pdu), unsolicited.offsetBytes(i), unsolicited.lengthBytes(i));
            pdu.release();
        }
        unsolicited.clear();
    }

    /** Copies data that travelled in a PDU to its place, as far as the command wants it. */
    private void copyIn(ByteBuffer source, int sourceOffset, int bufferOffsetBytes, int lengthBytes) {
        DataSegments data = scsi.data();
        int left = Math.min(lengthBytes, wantedBytes - bufferOffsetBytes);
        int from = sourceOffset;
        int skip = bufferOffsetBytes;
        for (int i = 0; i < data.count() && left > 0; i++) {
            if (skip >= data.lengthBytes(i)) {
                skip -= data.lengthBytes(i);
                continue;
            }
            int bytes = Math.min(left, data.lengthBytes(i) - skip);
            data.slab(i).put(data.offsetBytes(i) + skip, source, from, bytes);
            from += bytes;
            left -= bytes;
            skip = 0;
        }
    }

    /** The data of {@link #receiveDataOut} is in place. */
    void onDataComplete() {
        if (state == TargetTaskState.TRANSFERRING_IN) {
            enter(TargetTaskState.EXECUTING);
            runNext();
        }
    }

    private void runNext() {
        TaskStep step = next;
        next = null;
        if (step != null) {
            step.run(scsi);
        }
    }

    @Override
    public boolean sendDataIn(ScsiTask task, int bytes) {
        int sendBytes = (int) Math.min(bytes, task.expectedDataBytes());
        dataOnItsWay = sendBytes > 0 && connection().isConnected();
        if (dataOnItsWay) {
            datamover().putData(datamoverTask(), task.data(), 0, sendBytes);
        }
        return !dataOnItsWay;
    }

    @Override
    public void complete(ScsiTask task) {
        if (!connection().isConnected() || task.outcome() == TaskOutcome.ABORTED) {
            session.meter().count(Counter.TARGET_ABORTED);
            end();
            return;
        }
        session.meter().answered(task, session.nowNs() - arrivedNs);
        enter(TargetTaskState.RESPONDING);
        releaseReceived();
        connection().respond(this);
    }

    // ------------------------------------------------------------- the end

    /** Its response has left, or its data moves have stopped. */
    void onReleased() {
        if (state == TargetTaskState.ABORTING) {
            session.router().taskGone(scsi);
        }
        end();
    }

    /**
     * Ends the task without a response: at once when the transport holds it, else as soon as the device server gives it
     * back. A task whose response is on its way is left alone: it has ended.
     */
    void abort(@Nullable Runnable done) {
        onEnded = chain(onEnded, done);
        scsi.requestAbort();
        switch (state) {
            case AWAIT_BUFFER -> {
                session.buffers().cancel(this);
                gone();
            }
            case AWAIT_UNSOLICITED -> gone();
            case TRANSFERRING_IN -> {
                enter(TargetTaskState.ABORTING);
                datamover().abortTask(datamoverTask());
            }
            case AWAIT_TURN, EXECUTING, RESPONDING, ABORTING -> {
                // The queue, the device server or the wire holds it, and will give it back.
            }
            case FREE -> end();
        }
    }

    /** The connection is gone and with it every data move: ends what the transport held. */
    void onConnectionEnd() {
        scsi.requestAbort();
        switch (state) {
            case AWAIT_BUFFER -> {
                session.buffers().cancel(this);
                gone();
            }
            case AWAIT_UNSOLICITED, TRANSFERRING_IN, ABORTING -> gone();
            case RESPONDING -> end();
            case AWAIT_TURN, EXECUTING, FREE -> {
                // The device server ends it, or there is nothing to end.
            }
        }
    }

    private void gone() {
        session.router().taskGone(scsi);
        end();
    }

    /** The one way to FREE: every resource of the command goes back. */
    private void end() {
        if (state != TargetTaskState.FREE) {
            boolean responded = state == TargetTaskState.RESPONDING;
            enter(TargetTaskState.FREE);
            next = null;
            releaseReceived();
            if (dataOnItsWay) {
                dataOnItsWay = false;
                session.router().dataLeft(scsi);
            }
            session.buffers().release(lease, scsi.data());
            session.onTaskEnded(this, connection(), responded);
        }
        Runnable ended = onEnded;
        if (ended != null) {
            onEnded = null;
            ended.run();
        }
    }

    private void releaseReceived() {
        ReceivedPdu pdu = immediate;
        if (pdu != null) {
            immediate = null;
            pdu.release();
        }
        unsolicited.releaseAll();
    }

    private static @Nullable Runnable chain(@Nullable Runnable first, @Nullable Runnable second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return () -> {
            first.run();
            second.run();
        };
    }
}
