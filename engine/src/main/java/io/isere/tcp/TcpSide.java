package io.isere.tcp;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.DatamoverTask;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.text.OperationalParameters;
import org.jspecify.annotations.Nullable;

/** What the datamover of an initiator and that of a target do not share. Thread: the connection's loop. */
interface TcpSide {
    /** What to do with a received PDU. */
    enum Route {
        /** It is the session's. */
        CONTROL,
        /** Its data segment goes to where {@link TcpReceiver#steer} was told; {@link #onDataInPlace} follows. */
        STEERED,
        /** It is done with; its data segment is not wanted. */
        DONE,
        /** No place for the session's PDU is free: ask again when there is. */
        WAIT,
        /** It breaks the protocol; {@link TcpReceiver#refuse} was told how. */
        BROKEN
    }

    /** Decides about a PDU of full feature phase whose header and lengths are sound. */
    Route route(AnyBhs header);

    /** The data segment of the PDU last steered is in place, with a good digest. */
    void onDataInPlace(AnyBhs header);

    /** A PDU for the session is complete. */
    void onControl(TcpReceivedPdu pdu);

    /** A PDU from the session is going to be put in line. */
    void beforeSend(ControlPdu pdu);

    /** A control PDU of a task has left. */
    void afterSend(TcpTask task);

    DatamoverTask createTask(int index, Object owner);

    void start(OperationalParameters negotiated);

    /**
     * The data segment of the PDU under way failed its digest.
     *
     * @param place where the PDU is if it is the session's, which is the side's from now on
     * @return whether what is lost is recovered; if not the connection ends
     */
    boolean onDataDigestError(AnyBhs header, @Nullable TcpReceivedPdu place);
}
