package io.isere.tcp;

import io.isere.iscsi.pdu.SerialNumber;
import org.jspecify.annotations.Nullable;

/**
 * The numbered PDUs that a target has sent and the initiator has not acknowledged by ExpStatSN, kept so that they can be
 * sent again (ErrorRecoveryLevel 1 and up; RFC 7143 sections 4.2.2.2 and 11.16). With the status of a task its data stays
 * in place too.
 *
 * <p>Thread: the connection's loop. Allocates at construction only.
 */
final class TcpRetained {
    private final @Nullable TcpControlSend[] ring;
    private int firstStatSn;
    private int nextStatSn;

    /**
     * @param bound most PDUs kept at a time
     */
    TcpRetained(int bound, int nextStatSn) {
        ring = new @Nullable TcpControlSend[Integer.highestOneBit(Math.max(1, bound - 1)) << 1];
        firstStatSn = nextStatSn;
        this.nextStatSn = nextStatSn;
    }

    private int placeOf(int statSn) {
        return statSn & ring.length - 1;
    }

    /** Keeps a PDU that uses up the next StatSN; false when the initiator has let too many go unacknowledged. */
    boolean add(TcpControlSend send, int statSn) {
        if (nextStatSn - firstStatSn >= ring.length) {
            return false;
        }
        ring[placeOf(statSn)] = send;
        send.retained = true;
        nextStatSn = statSn + 1;
        return true;
    }

    /** Takes the oldest PDU that an ExpStatSN acknowledges; null when there is none more. */
    @Nullable
    TcpControlSend takeAcknowledged(int expStatSn) {
        if (firstStatSn == nextStatSn || !SerialNumber.isBefore(firstStatSn, expStatSn)) {
            return null;
        }
        int place = placeOf(firstStatSn++);
        TcpControlSend send = ring[place];
        ring[place] = null;
        if (send != null) {
            send.retained = false;
        }
        return send;
    }

    /** The PDU of a StatSN; null when it was never sent, or was acknowledged. */
    @Nullable
    TcpControlSend of(int statSn) {
        return SerialNumber.isInWindow(statSn, firstStatSn, nextStatSn - 1) ? ring[placeOf(statSn)] : null;
    }

    /** The first that is not acknowledged. */
    int firstStatSn() {
        return firstStatSn;
    }

    /** The next to be sent. */
    int nextStatSn() {
        return nextStatSn;
    }
}
