package io.isere.iscsi.initiator;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TaskTag;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.NopInBhs;
import io.isere.iscsi.pdu.NopOutBhs;
import io.isere.iscsi.session.CommandWindow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NOPs of an initiator's connection: answers the target's pings, and pings a target that has been quiet (RFC 7143
 * sections 11.18 and 11.19). Thread: the connection's loop; allocates nothing.
 */
final class ConnectionPings {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPings.class);

    private final Datamover datamover;
    private final CommandWindow window;
    private final InitiatorSettings settings;
    private final int tagIndex;
    private final NopOutBhs nopOut = new NopOutBhs();
    private final NopInBhs nopIn = new NopInBhs();
    private int pings;
    private boolean outstanding;
    private long sentNs;

    ConnectionPings(Datamover datamover, CommandWindow window, InitiatorSettings settings, int tagIndex) {
        this.datamover = datamover;
        this.window = window;
        this.settings = settings;
        this.tagIndex = tagIndex;
    }

    /** A NOP-In arrived: a ping to be answered, or the answer to ours. */
    void onNopIn(ReceivedPdu pdu, int expStatSn) {
        nopIn.wrap(pdu.buffer(), pdu.bhsOffset());
        if (nopIn.initiatorTaskTag() != Bhs.RESERVED_TAG) {
            outstanding = false;
            LOG.debug("the target answered a ping");
        } else if (nopIn.targetTransferTag() == Bhs.RESERVED_TAG) {
            // RFC 7143 11.19: it tells its sequence numbers only, as tgt does every five seconds over iSER.
            LOG.debug("the target sent a NOP-In that asks for nothing");
        }
        if (nopIn.targetTransferTag() != Bhs.RESERVED_TAG) {
            LOG.debug("the target pinged");
            answer(expStatSn);
        }
    }

    private void answer(int expStatSn) {
        int dataBytes = Math.min(nopIn.dataSegmentLengthBytes(), datamover.maxControlDataBytes());
        ControlPdu pdu = datamover.acquireControlPdu(Bhs.padded(dataBytes));
        if (pdu == null) {
            return;
        }
        nopOut.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .immediateBit(true)
                .lun(nopIn.lun())
                .initiatorTaskTag(Bhs.RESERVED_TAG)
                .targetTransferTag(nopIn.targetTransferTag())
                .cmdSn(window.cmdSn())
                .expStatSn(expStatSn)
                .dataSegmentLengthBytes(dataBytes);
        int offset = nopOut.dataSegmentOffset();
        pdu.buffer().put(offset, nopIn.buffer(), nopIn.dataSegmentOffset(), dataBytes);
        for (int i = dataBytes; i < Bhs.padded(dataBytes); i++) {
            pdu.buffer().put(offset + i, (byte) 0);
        }
        datamover.sendControl(pdu);
    }

    /** Pings when the target has been quiet; false when it left a ping unanswered for too long. */
    boolean onTick(long nowNs, long lastHeardNs, int expStatSn) {
        if (outstanding && lastHeardNs - sentNs > 0) {
            // Whatever it sent, it lives.
            outstanding = false;
        }
        if (outstanding) {
            return nowNs - sentNs < settings.pingTimeoutNs();
        }
        if (settings.pingIntervalNs() > 0 && nowNs - lastHeardNs >= settings.pingIntervalNs()) {
            ping(nowNs, expStatSn);
        }
        return true;
    }

    /** Shows the target what has come when nothing else is going to: it keeps all it sent till then. */
    void acknowledge(int expStatSn) {
        ControlPdu pdu = datamover.acquireControlPdu(0);
        if (pdu == null) {
            return;
        }
        nopOut.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .immediateBit(true)
                .initiatorTaskTag(Bhs.RESERVED_TAG)
                .targetTransferTag(Bhs.RESERVED_TAG)
                .cmdSn(window.cmdSn())
                .expStatSn(expStatSn);
        datamover.sendControl(pdu);
    }

    private void ping(long nowNs, int expStatSn) {
        ControlPdu pdu = datamover.acquireControlPdu(0);
        if (pdu == null) {
            return;
        }
        // No ping data: kernel targets do not take a data segment here over iSER.
        nopOut.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .immediateBit(true)
                .initiatorTaskTag(TaskTag.pack(tagIndex, ++pings & 0x7fff))
                .targetTransferTag(Bhs.RESERVED_TAG)
                .cmdSn(window.cmdSn())
                .expStatSn(expStatSn);
        outstanding = true;
        sentNs = nowNs;
        datamover.sendControl(pdu);
    }
}
