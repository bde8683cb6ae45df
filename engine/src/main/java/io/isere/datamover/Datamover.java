package io.isere.datamover;

import io.isere.scsi.task.DataSegments;
import org.jspecify.annotations.Nullable;

/**
 * The datamover line, downwards: what iSCSI asks of whatever moves its PDUs and data (RFC 5047 section 8).
 *
 * <p>One object is one connection (the RFC's Connection_Handle). Above it the initiator's and the target's code cannot
 * tell iSER from plain TCP; the way up is {@link DatamoverListener}. Method names are the RFC's primitives, in Java case,
 * and three that Java needs: {@link #acquireControlPdu} (PDUs are built in place, in memory the wire sends from),
 * {@link #createTask} (per-task state, made once a slot) and {@link #close}.
 *
 * <p>Thread: the connection's loop. Nothing here allocates after {@link #allocateConnectionResources}, blocks or throws
 * for what a peer does.
 */
public interface Datamover {
    /**
     * A place to build a control-type PDU in: header segment zeroed, data area of at least {@code dataBytes}.
     *
     * @return null when all are on their way; one is free again after a send has left
     */
    @Nullable
    ControlPdu acquireControlPdu(int dataBytes);

    /** Gives back a PDU that is not going to be sent. */
    void releaseControlPdu(ControlPdu pdu);

    /** Send_Control of any PDU without a data descriptor. The PDU belongs to the datamover from now on. */
    void sendControl(ControlPdu pdu);

    /**
     * Send_Control of a SCSI Command (initiator).
     *
     * @param task the command's slot; busy until its SCSI Response arrives or {@link #deallocateTaskResources}
     * @param dataOut where data for the target comes from; null when the command has none
     * @param dataIn where data from the target goes; null when the command has none
     * @param immediateBytes bytes at the start of {@code dataOut} that travel in the PDU itself
     * @param unsolicitedBytes bytes after them that follow as unsolicited Data-Out PDUs
     * @return false when the data cannot be described to the peer (memory that is not registered); nothing was sent, and
     *     PDU and slot are the caller's
     */
    boolean sendControl(
            ControlPdu pdu,
            DatamoverTask task,
            @Nullable DataSegments dataOut,
            @Nullable DataSegments dataIn,
            int immediateBytes,
            int unsolicitedBytes);

    /**
     * Whether the wire can move a task's data from or to this memory without a copy. iSER needs one range of registered
     * memory, for that is what an STag describes.
     */
    boolean canReach(DataSegments data);

    /** Send_Control of an unsolicited SCSI Data-Out (initiator): {@code lengthBytes} of the task's data from an offset. */
    void sendDataOut(ControlPdu pdu, DatamoverTask task, DataSegments dataOut, int offsetBytes, int lengthBytes);

    /**
     * Send_Control of the SCSI Response that ends a task (target). When the response has left and no memory of the task
     * is in use any more, {@link DatamoverListener#taskReleasedNotify} follows.
     */
    void sendResponse(ControlPdu pdu, DatamoverTask task);

    /**
     * Put_Data (target): moves {@code lengthBytes} from the start of {@code data} to the initiator's buffer at
     * {@code bufferOffsetBytes}. The data is there before any response sent afterwards.
     */
    void putData(DatamoverTask task, DataSegments data, int bufferOffsetBytes, int lengthBytes);

    /**
     * Get_Data (target): moves {@code lengthBytes} of the initiator's buffer from {@code bufferOffsetBytes} into
     * {@code into}, at offset {@code intoOffsetBytes}; {@link DatamoverListener#dataCompletionNotify} follows.
     */
    void getData(DatamoverTask task, DataSegments into, int intoOffsetBytes, int bufferOffsetBytes, int lengthBytes);

    /**
     * Target: sends again what a SNACK asks for, at ErrorRecoveryLevel 1 and up (RFC 7143 section 11.16).
     *
     * @return false when that was never sent or is acknowledged already, or cannot be lost on this wire
     */
    boolean retransmit(ReceivedPdu snack);

    /** Makes a task slot's state; part of Allocate_Connection_Resources, called once a slot. */
    DatamoverTask createTask(int index, Object owner);

    /** Target: keeps what the datamover needs from a received SCSI Command for the data moves of its task. */
    void bindTask(DatamoverTask task, ReceivedPdu command);

    /**
     * Allocate_Connection_Resources: what full feature phase needs is in place when this returns true, receives posted.
     *
     * @return false when there is not enough memory; {@code failureReason} of the listener's log tells more
     */
    boolean allocateConnectionResources(ConnectionResources resources);

    /**
     * Enable_Datamover: full feature phase begins.
     *
     * @param finalLoginResponse target: the response to send as the last of login; null at the initiator
     */
    void enableDatamover(@Nullable ControlPdu finalLoginResponse);

    /** Notice_Key_Values: what was negotiated. */
    void noticeKeyValues(DatamoverParameters parameters);

    /** Deallocate_Task_Resources: a task ended without a SCSI Response; the peer can no longer reach its memory. */
    void deallocateTaskResources(DatamoverTask task);

    /**
     * Target: stops the data moves of a task that was aborted; {@link DatamoverListener#taskReleasedNotify} follows when
     * none is under way any more.
     */
    void abortTask(DatamoverTask task);

    /**
     * Connection_Terminate: ends the connection after what was sent has left; {@link
     * DatamoverListener#connectionTerminateNotify} follows, and only then is no memory in use any more.
     */
    void connectionTerminate();

    /** Ends the connection at once, as when the peer breaks the protocol; the same notification follows. */
    void connectionAbort();

    /** Deallocate_Connection_Resources: gives all memory back; no upcalls follow. Idempotent. */
    void close();

    /**
     * The longest data segment this side may send now: what the peer declared, and what is known of what its kind really
     * takes.
     */
    int maxControlDataBytes();

    /** What it runs over and with whom, for logs. */
    String description();
}
