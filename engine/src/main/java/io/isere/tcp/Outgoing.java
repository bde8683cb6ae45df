package io.isere.tcp;

/** Something to be sent, of one PDU or of many; it waits in line in a {@link TcpTransmitter}. Thread: the loop. */
interface Outgoing {
    /**
     * Hands PDUs to the writer while it has room.
     *
     * @return whether all of them were handed over
     */
    boolean emit(TcpPduWriter writer);

    /**
     * The bytes of one of its PDUs have left; its memory is no longer in use for that one.
     *
     * @param last whether it was the last of them
     */
    void onPduSent(boolean last);
}
