package io.isere.tcp;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.AnyResponseBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.SnackRequestBhs;
import org.jspecify.annotations.Nullable;

/**
 * What a target does so that an initiator can recover what it has lost, at ErrorRecoveryLevel 1 and up (RFC 7143 sections
 * 7.8, 7.9 and 11.16): numbered PDUs are kept until they are acknowledged, and so is the data of their tasks.
 *
 * <p>It never asks for a DataACK (A bit), since nothing is kept for data apart from its task. Thread: the connection's
 * loop. Allocates when something is asked for again, and nothing otherwise.
 */
final class TcpTargetRecovery {
    /** How often the data of one command may be lost. */
    static final int MAX_RECOVERIES = 16;

    private static final int DATA_OR_R2T = 0;
    private static final int STATUS = 1;
    private static final int R_DATA = 3;
    private static final int MAX_REPLAYS = 16;

    private final TcpDatamover datamover;
    private final TcpTargetSide side;
    private final AnyResponseBhs response = new AnyResponseBhs();
    private final SnackRequestBhs snack = new SnackRequestBhs();
    private @Nullable TcpRetained retained;

    TcpTargetRecovery(TcpDatamover datamover, TcpTargetSide side) {
        this.datamover = datamover;
        this.side = side;
    }

    /** A PDU of the session's is going to be sent: keeps it when it is numbered. */
    void retain(ControlPdu pdu) {
        response.wrap(pdu.buffer(), pdu.bhsOffset());
        int opcode = response.opcodeValue();
        boolean ping = opcode == Opcode.NOP_IN.code() && response.initiatorTaskTag() == Bhs.RESERVED_TAG;
        if (ping || opcode == Opcode.LOGIN_RESPONSE.code()) {
            return;
        }
        TcpRetained kept = retained;
        if (kept == null) {
            kept = new TcpRetained(2 * datamover.sendCount(), response.statSn());
            retained = kept;
        }
        TcpControlSend send = datamover.sendOf(pdu);
        send.onTheWay = 1;
        if (!kept.add(send, response.statSn())) {
            datamover.connectionAbort();
        }
    }

    /** The initiator has everything before a StatSN. */
    void acknowledge(int expStatSn) {
        TcpRetained kept = retained;
        if (kept == null) {
            return;
        }
        for (TcpControlSend send = kept.takeAcknowledged(expStatSn);
                send != null;
                send = kept.takeAcknowledged(expStatSn)) {
            if (send.onTheWay == 0) {
                datamover.release(send);
            }
        }
    }

    /** Sends again what a SNACK asks for; false when it was never sent, or is acknowledged. */
    boolean retransmit(ReceivedPdu pdu) {
        snack.wrap(pdu.buffer(), pdu.bhsOffset());
        return switch (snack.type()) {
            case DATA_OR_R2T -> resendNumbered();
            case STATUS -> resendStatus();
            case R_DATA -> resendAll();
            default -> false;
        };
    }

    private boolean resendNumbered() {
        TcpTargetTask task = side.find(snack.initiatorTaskTag());
        if (task == null) {
            return false;
        }
        int from = snack.begRun();
        int end = snack.runLength() == 0 ? task.nextSn : from + snack.runLength();
        if (from < 0 || end > task.nextSn || from >= end) {
            return false;
        }
        if (task.dataIn.data() == null) {
            return resendR2ts(task, from, end);
        }
        return from >= task.dataIn.firstSn() && replay(task, from, end);
    }

    private boolean replay(TcpTargetTask task, int from, int end) {
        if (task.replaysOut >= MAX_REPLAYS) {
            return false;
        }
        datamover.enqueue(new TcpReplay(task, side, from, end));
        return true;
    }

    private boolean resendR2ts(TcpTargetTask task, int from, int end) {
        for (int sn = from; sn < end; sn++) {
            for (TcpR2t r2t : task.r2ts) {
                if (r2t.isOutAs(sn)) {
                    datamover.enqueue(r2t.again());
                }
            }
        }
        return true;
    }

    private boolean resendStatus() {
        TcpRetained kept = retained;
        if (kept == null) {
            return false;
        }
        int from = snack.begRun() == 0 && snack.runLength() == 0 ? kept.firstStatSn() : snack.begRun();
        int end = snack.runLength() == 0 ? kept.nextStatSn() : from + snack.runLength();
        if (end - from > kept.nextStatSn() - kept.firstStatSn()) {
            return false;
        }
        for (int sn = from; sn != end; sn++) {
            if (kept.of(sn) == null) {
                return false;
            }
        }
        for (int sn = from; sn != end; sn++) {
            resend(kept.of(sn));
        }
        return true;
    }

    /** One that is still on its way need not be sent again. */
    private void resend(@Nullable TcpControlSend send) {
        if (send != null && send.onTheWay == 0) {
            send.onTheWay = 1;
            side.numbers()
                    .showWindow(response.wrap(send.pdu().buffer(), send.pdu().bhsOffset()));
            datamover.enqueue(send);
        }
    }

    /** All data of a task, in PDUs of another length (section 11.16.3), and its status behind it if that was sent. */
    private boolean resendAll() {
        TcpTargetTask task = side.find(snack.initiatorTaskTag());
        if (task == null || task.dataIn.data() == null || !task.dataIn.isHandedOver()) {
            return false;
        }
        task.snackTag = snack.targetTransferTag();
        task.nextSn = task.dataIn.endSn();
        if (!replay(task, task.dataIn.firstSn(), task.nextSn)) {
            return false;
        }
        TcpRetained kept = retained;
        for (int sn = kept == null ? 0 : kept.firstStatSn(); kept != null && sn != kept.nextStatSn(); sn++) {
            TcpControlSend send = kept.of(sn);
            if (send != null && send.task == task) {
                resend(send);
            }
        }
        return true;
    }
}
