package io.isere.iscsi.target;

import io.isere.datamover.BufferWaiter;
import io.isere.datamover.Counter;
import io.isere.datamover.DatamoverTask;
import io.isere.datamover.LoopBuffers;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
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
 * device server sees for it.
 *
 * <p>Made at login, reused for every command of the slot. Thread: the session's loop. Allocates at construction only.
 */
final class TargetTask implements TaskTransport, BufferWaiter {
    private final TargetSession session;
    private final ScsiTask scsi = new ScsiTask();
    private final BufferLease lease = LoopBuffers.newLease();
    private final DatamoverTask datamoverTask;
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

    @SuppressWarnings("this-escape") // the slot is published only after the session's constructor is through
    TargetTask(TargetSession session, int index) {
        this.session = session;
        datamoverTask = session.datamover().createTask(index, this);
        scsi.nexus(session).transport(this);
    }

    ScsiTask scsi() {
        return scsi;
    }

    DatamoverTask datamoverTask() {
        return datamoverTask;
    }

    int index() {
        return datamoverTask.index();
    }

    int initiatorTaskTag() {
        return initiatorTaskTag;
    }

    TargetTaskState state() {
        return state;
    }

    private void enter(TargetTaskState newState) {
        state = newState;
    }

    /** Takes a SCSI Command; its immediate data stays in the receive buffer until it is wanted. */
    void begin(ReceivedPdu pdu, ScsiCommandBhs command, int firstBurstBytes, boolean pdusInOrder) {
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
            announcedBytes =
                    (int) Math.min(command.expectedDataTransferLengthBytes(), firstBurstBytes) - immediateBytes;
        }
        unsolicited.expect(immediateBytes, announcedBytes, pdusInOrder);
        session.datamover().bindTask(datamoverTask, pdu);
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
        if (unsolicited.isDamaged()) {
            failDataOut();
        } else {
            fetchRest();
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
                failDataOut();
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
        session.datamover().getData(datamoverTask, scsi.data(), hereBytes, hereBytes, wantedBytes - hereBytes);
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
        dataOnItsWay = sendBytes > 0 && session.isConnected();
        if (dataOnItsWay) {
            session.datamover().putData(datamoverTask, task.data(), 0, sendBytes);
        }
        return !dataOnItsWay;
    }

    @Override
    public void complete(ScsiTask task) {
        if (!session.isConnected() || task.outcome() == TaskOutcome.ABORTED) {
            session.meter().count(Counter.TARGET_ABORTED);
            end();
            return;
        }
        session.meter().answered(task, session.nowNs() - arrivedNs);
        enter(TargetTaskState.RESPONDING);
        releaseReceived();
        session.respond(this);
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
                session.datamover().abortTask(datamoverTask);
            }
            case EXECUTING, RESPONDING, ABORTING -> {
                // The device server or the wire holds it, and will give it back.
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
            case EXECUTING, FREE -> {
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
            session.onTaskEnded(this, responded);
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
