package io.isere.tcp;

import io.isere.datamover.ControlPdu;
import io.isere.iscsi.pdu.AnyResponseBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataInBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.pdu.SerialNumber;
import io.isere.iscsi.pdu.SnackRequestBhs;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an initiator does about PDUs that are lost to digest errors, at ErrorRecoveryLevel 1 and up (RFC 7143 sections 7.8,
 * 7.9 and 11.16): it asks for them again by SNACK, hands numbered PDUs to the session in the order of their StatSN, and
 * acknowledges no status before its data is whole.
 *
 * <p>Thread: the connection's loop. Allocates when something is lost, and nothing otherwise.
 */
final class TcpInitiatorRecovery {
    private static final int DATA_OR_R2T = 0;
    private static final int STATUS = 1;
    private static final int DATA_ACK = 2;

    /** SNACKs without anything coming of them, after which the connection is given up. */
    private static final int MAX_IN_VAIN = 64;

    private final TcpDatamover datamover;
    private final TcpInitiatorSide side;
    private final TcpReceivedPdus places;
    private final AnyResponseBhs any = new AnyResponseBhs();
    private final ScsiResponseBhs response = new ScsiResponseBhs();
    private final SnackRequestBhs snack = new SnackRequestBhs();
    /** Numbered PDUs that came before one that is missing, by StatSN. */
    private final Map<Integer, TcpReceivedPdu> early = new HashMap<>();

    /** The response that is next, and waits for data of its task. */
    private @Nullable TcpReceivedPdu blocked;

    private @Nullable TcpInitiatorTask blockedTask;
    private int askedUpTo;
    private int inVain;

    TcpInitiatorRecovery(TcpDatamover datamover, TcpInitiatorSide side, TcpReceivedPdus places) {
        this.datamover = datamover;
        this.side = side;
        this.places = places;
        askedUpTo = side.expStatSn();
    }

    // ---- Numbered PDUs.

    /** A PDU of the session's arrived whole. */
    void onControl(TcpReceivedPdu pdu) {
        any.wrap(pdu.buffer(), pdu.bhsOffset());
        int statSn = any.statSn();
        int expected = side.expStatSn();
        boolean unnumbered = any.opcodeValue() == Opcode.NOP_IN.code() && any.initiatorTaskTag() == Bhs.RESERVED_TAG;
        if (unnumbered) {
            askStatus(statSn);
            datamover.notifyControl(pdu);
        } else if (SerialNumber.isBefore(statSn, expected) || (blocked != null && statSn == expected)) {
            places.release(pdu); // it came twice
        } else if (statSn == expected) {
            take(pdu);
        } else if (early.putIfAbsent(statSn, pdu) == null) {
            askStatus(statSn);
        } else {
            places.release(pdu);
        }
    }

    /** Hands on what is next, and what came early behind it. */
    private void take(TcpReceivedPdu first) {
        inVain = 0;
        TcpReceivedPdu next = first;
        while (next != null) {
            TcpInitiatorTask task = side.taskOfResponse(next);
            if (task != null && isIncomplete(task, next)) {
                blocked = next;
                blockedTask = task;
                return;
            }
            side.deliver(next);
            next = early.isEmpty() ? null : early.remove(side.expStatSn());
        }
    }

    /** Whether a response has come whose task's Data-In is not whole; asks for what follows the last that came. */
    private boolean isIncomplete(TcpInitiatorTask task, TcpReceivedPdu pdu) {
        if (task.dataIn == null) {
            return false;
        }
        response.wrap(pdu.buffer(), pdu.bhsOffset());
        if (response.expDataSn() > task.nextSn) {
            miss(task, task.nextSn, response.expDataSn());
            task.nextSn = response.expDataSn();
        }
        return task.missesData();
    }

    /** Asks for the statuses before a number that have not come, each once. */
    private void askStatus(int beforeStatSn) {
        int from = SerialNumber.later(blocked == null ? side.expStatSn() : side.expStatSn() + 1, askedUpTo);
        if (SerialNumber.isBefore(from, beforeStatSn)) {
            int first = from;
            while (first != beforeStatSn && early.containsKey(first)) {
                first++;
            }
            if (first != beforeStatSn) {
                send(STATUS, Bhs.RESERVED_TAG, Bhs.RESERVED_TAG, 0, first, beforeStatSn - first);
            }
        }
        askedUpTo = SerialNumber.later(askedUpTo, beforeStatSn);
    }

    /** A PDU of the session's arrived damaged; one without a number is not missed. */
    void onDamaged(AnyResponseBhs header) {
        int statSn = header.statSn();
        boolean numbered =
                header.opcodeValue() != Opcode.NOP_IN.code() || header.initiatorTaskTag() != Bhs.RESERVED_TAG;
        if (numbered && !SerialNumber.isBefore(statSn, side.expStatSn())) {
            askStatus(statSn);
            askedUpTo = SerialNumber.later(askedUpTo, statSn + 1);
            send(STATUS, Bhs.RESERVED_TAG, Bhs.RESERVED_TAG, 0, statSn, 1);
        }
    }

    // ---- Data and R2Ts.

    /** Whether a numbered PDU of a task has come before. */
    static boolean isRepeated(TcpInitiatorTask task, int number) {
        return number < task.nextSn && !task.misses(number);
    }

    /** A numbered PDU of a task is there, and those before it that are not are lost. */
    void onNumber(TcpInitiatorTask task, int number) {
        if (number < task.nextSn) {
            task.missing().remove(number);
            inVain = 0;
            return;
        }
        if (number > task.nextSn) {
            miss(task, task.nextSn, number);
        }
        task.nextSn = number + 1;
    }

    /** A Data-In arrived damaged. */
    void onDamagedData(TcpInitiatorTask task, int number) {
        if (number >= task.nextSn) {
            miss(task, task.nextSn, number + 1);
            task.nextSn = number + 1;
        } else if (task.misses(number)) {
            miss(task, number, number + 1);
        }
    }

    private void miss(TcpInitiatorTask task, int from, int end) {
        task.missing().add(from, end);
        send(DATA_OR_R2T, task.initiatorTaskTag, Bhs.RESERVED_TAG, task.lun, from, end - from);
    }

    /** A Data-In is in place: acknowledges data where the target asks for that, and ends the wait for it. */
    void onDataIn(TcpInitiatorTask task, DataInBhs dataIn) {
        if (dataIn.acknowledgeBit()) {
            task.ackTag = dataIn.targetTransferTag();
            task.ackLun = dataIn.lun();
            task.ackAsked = true;
        }
        if (task.missesData()) {
            return;
        }
        if (task.ackAsked) {
            task.ackAsked = false;
            send(DATA_ACK, Bhs.RESERVED_TAG, task.ackTag, task.ackLun, task.nextSn, 0);
        }
        onTaskWhole(task);
    }

    /** A task misses no data any more, or does not want it any more. */
    void onTaskWhole(TcpInitiatorTask task) {
        TcpReceivedPdu waiting = blocked;
        if (waiting != null && blockedTask == task) {
            blocked = null;
            blockedTask = null;
            take(waiting);
        }
    }

    private void send(int type, int initiatorTaskTag, int transferTag, long lun, int begin, int count) {
        ControlPdu pdu = ++inVain > MAX_IN_VAIN && type != DATA_ACK ? null : datamover.acquireControlPdu(0);
        if (pdu == null) {
            datamover.connectionAbort();
            return;
        }
        snack.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .type(type)
                .lun(lun)
                .initiatorTaskTag(initiatorTaskTag)
                .targetTransferTag(transferTag)
                .expStatSn(side.expStatSn())
                .begRun(begin)
                .runLength(count);
        datamover.sendControl(pdu);
    }
}
