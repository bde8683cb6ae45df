package io.isere.iscsi.target;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.AsyncEvent;
import io.isere.iscsi.pdu.AsyncMessageBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.LogoutResponseBhs;
import io.isere.iscsi.pdu.LogoutResponseCode;
import io.isere.iscsi.pdu.NopInBhs;
import io.isere.iscsi.pdu.NopOutBhs;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.pdu.ResponseBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.pdu.TaskManagementResponseBhs;
import io.isere.iscsi.pdu.TextResponseBhs;
import io.isere.iscsi.session.CommandSequence;
import io.isere.iscsi.session.TaskManagementCodes;
import io.isere.iscsi.text.TextWriter;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementResult;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Builds what a target sends in full feature phase, each PDU with its StatSN and the current window.
 *
 * <p>Every method answers null, or does nothing, when no PDU is free, which the pool's size rules out for responses.
 * Thread: the connection's loop; allocates nothing.
 */
final class TargetResponses {
    private final Datamover datamover;
    private final CommandSequence sequence;
    private int statSn;
    private final ScsiResponseBhs scsi = new ScsiResponseBhs();
    private final NopInBhs nopIn = new NopInBhs();
    private final NopOutBhs nopOut = new NopOutBhs();
    private final TaskManagementResponseBhs management = new TaskManagementResponseBhs();
    private final LogoutResponseBhs logout = new LogoutResponseBhs();
    private final AsyncMessageBhs async = new AsyncMessageBhs();
    private final RejectBhs reject = new RejectBhs();
    private final TextResponseBhs text = new TextResponseBhs();

    /**
     * @param firstStatSn StatSN of the next response: the one after the last Login Response
     */
    TargetResponses(Datamover datamover, CommandSequence sequence, int firstStatSn) {
        this.datamover = datamover;
        this.sequence = sequence;
        statSn = firstStatSn;
    }

    /** Builds a SCSI Response: status, residual, and sense data as far as the initiator's receives hold it. */
    @Nullable
    ControlPdu scsiResponse(TargetTask slot) {
        ScsiTask task = slot.scsi();
        int senseBytes = task.senseLengthBytes();
        int dataBytes = senseBytes == 0 ? 0 : Math.min(2 + senseBytes, datamover.maxControlDataBytes());
        ControlPdu pdu = datamover.acquireControlPdu(Bhs.padded(dataBytes));
        if (pdu == null) {
            return null;
        }
        task.settleResidual();
        scsi.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .overflowBit(task.overflowBytes() > 0)
                .underflowBit(task.underflowBytes() > 0)
                .residualCountBytes(Math.min(0xffff_ffffL, task.overflowBytes() + task.underflowBytes()))
                .status(task.status())
                .initiatorTaskTag(slot.initiatorTaskTag())
                .dataSegmentLengthBytes(dataBytes);
        if (dataBytes > 0) {
            writeSense(pdu.buffer(), scsi.dataSegmentOffset(), task, dataBytes - 2);
        }
        number(scsi);
        return pdu;
    }

    private static void writeSense(ByteBuffer buffer, int offset, ScsiTask task, int senseBytes) {
        buffer.putShort(offset, (short) senseBytes);
        buffer.put(offset + 2, task.sense(), 0, senseBytes);
        pad(buffer, offset, 2 + senseBytes);
    }

    /** Answers a ping with as much of its data as the initiator takes (RFC 7143 section 11.19). */
    void nopIn(ReceivedPdu ping) {
        nopOut.wrap(ping.buffer(), ping.bhsOffset());
        int dataBytes = Math.min(nopOut.dataSegmentLengthBytes(), datamover.maxControlDataBytes());
        ControlPdu pdu = datamover.acquireControlPdu(Bhs.padded(dataBytes));
        if (pdu == null) {
            return;
        }
        nopIn.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .lun(nopOut.lun())
                .initiatorTaskTag(nopOut.initiatorTaskTag())
                .targetTransferTag(Bhs.RESERVED_TAG)
                .dataSegmentLengthBytes(dataBytes);
        copy(ping.buffer(), nopOut.dataSegmentOffset(), pdu.buffer(), nopIn.dataSegmentOffset(), dataBytes);
        number(nopIn);
        datamover.sendControl(pdu);
    }

    /** Pings the initiator, or with the reserved tag only shows it the window; the StatSN is shown but not used up (RFC 7143 section 11.19). */
    void ping(int targetTransferTag) {
        ControlPdu pdu = datamover.acquireControlPdu(0);
        if (pdu == null) {
            return;
        }
        nopIn.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .initiatorTaskTag(Bhs.RESERVED_TAG)
                .targetTransferTag(targetTransferTag)
                .statSn(statSn);
        window(nopIn);
        datamover.sendControl(pdu);
    }

    /** Answers a task management request. */
    void taskManagement(int initiatorTaskTag, TaskManagementResult result) {
        ControlPdu pdu = datamover.acquireControlPdu(0);
        if (pdu == null) {
            return;
        }
        management
                .wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .responseCode(TaskManagementCodes.code(result))
                .initiatorTaskTag(initiatorTaskTag);
        number(management);
        datamover.sendControl(pdu);
    }

    /** Tells the initiator something it did not ask for (RFC 7143 section 11.9). */
    void async(AsyncEvent event, int parameter1, int parameter2, int parameter3) {
        ControlPdu pdu = datamover.acquireControlPdu(0);
        if (pdu == null) {
            return;
        }
        async.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .eventCode(event.code())
                .parameter1(parameter1)
                .parameter2(parameter2)
                .parameter3(parameter3);
        number(async);
        datamover.sendControl(pdu);
    }

    /** Answers a logout. */
    void logout(int initiatorTaskTag, LogoutResponseCode code, int time2WaitSeconds, int time2RetainSeconds) {
        ControlPdu pdu = datamover.acquireControlPdu(0);
        if (pdu == null) {
            return;
        }
        logout.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .responseCode(code.code())
                .time2WaitSeconds(time2WaitSeconds)
                .time2RetainSeconds(time2RetainSeconds)
                .initiatorTaskTag(initiatorTaskTag);
        number(logout);
        datamover.sendControl(pdu);
    }

    /** Refuses a PDU, with its header as proof (RFC 7143 section 11.17). */
    void reject(ReceivedPdu refused, RejectReason reason) {
        ControlPdu pdu = datamover.acquireControlPdu(Bhs.LENGTH_BYTES);
        if (pdu == null) {
            return;
        }
        reject.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .reasonCode(reason.code())
                .initiatorTaskTag(Bhs.RESERVED_TAG)
                .dataSegmentLengthBytes(Bhs.LENGTH_BYTES);
        copy(refused.buffer(), refused.bhsOffset(), pdu.buffer(), reject.dataSegmentOffset(), Bhs.LENGTH_BYTES);
        number(reject);
        datamover.sendControl(pdu);
    }

    /**
     * Answers a text request with as much text as one PDU takes.
     *
     * @param ends whether the negotiation ends with the last of the text
     * @return false when it goes on: there is more text to be asked for, or the initiator has more to say
     */
    boolean text(int initiatorTaskTag, TextWriter answer, int transferTag, boolean ends) {
        int limitBytes = datamover.maxControlDataBytes();
        ControlPdu pdu = datamover.acquireControlPdu(limitBytes);
        if (pdu == null) {
            return false;
        }
        text.wrap(pdu.buffer(), pdu.bhsOffset()).init();
        int offset = text.dataSegmentOffset();
        int bytes = answer.drainTo(pdu.buffer(), offset, limitBytes);
        pad(pdu.buffer(), offset, bytes);
        boolean last = answer.isEmpty() && ends;
        text.finalBit(last)
                .continueBit(!answer.isEmpty())
                .initiatorTaskTag(initiatorTaskTag)
                .targetTransferTag(last ? Bhs.RESERVED_TAG : transferTag)
                .dataSegmentLengthBytes(bytes);
        number(text);
        datamover.sendControl(pdu);
        return last;
    }

    private static void pad(ByteBuffer buffer, int offset, int bytes) {
        for (int i = bytes; i < Bhs.padded(bytes); i++) {
            buffer.put(offset + i, (byte) 0);
        }
    }

    private static void copy(ByteBuffer from, int fromOffset, ByteBuffer to, int toOffset, int bytes) {
        to.put(toOffset, from, fromOffset, bytes);
        pad(to, toOffset, bytes);
    }

    private void number(ResponseBhs<?> response) {
        response.statSn(statSn++);
        window(response);
    }

    private void window(ResponseBhs<?> response) {
        response.expCmdSn(sequence.expCmdSn()).maxCmdSn(sequence.maxCmdSn());
    }
}
