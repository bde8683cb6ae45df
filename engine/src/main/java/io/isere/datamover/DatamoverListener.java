package io.isere.datamover;

/**
 * The datamover line, upwards (RFC 5047 section 9). Called on the connection's loop; must not throw for what a peer does.
 */
public interface DatamoverListener {
    /**
     * Control_Notify: a control-type PDU arrived. Its length has been checked against its header.
     *
     * @param pdu valid during the call, longer when retained
     */
    void controlNotify(ReceivedPdu pdu);

    /** Data_Completion_Notify: the data of a {@link Datamover#getData} is in place (target). */
    void dataCompletionNotify(DatamoverTask task);

    /**
     * The response of a task has left, or its aborted data moves have stopped: no memory of the task is in use by the
     * transport any more (target).
     */
    void taskReleasedNotify(DatamoverTask task);

    /**
     * Connection_Terminate_Notify: the connection ended, whoever ended it, and nothing of it is in use any more. Called
     * once, last.
     *
     * @param reason for people
     * @param orderly whether this side or the peer closed it as the protocol has it
     */
    void connectionTerminateNotify(String reason, boolean orderly);
}
