package io.isere.iser;

/** Kinds of work a connection posts, as {@link io.isere.rdma.verbs.WorkId} carries them. */
final class IserWork {
    /** A receive; the index is that of the receive buffer. */
    static final int RECEIVE = 1;
    /** A Send of a PDU; the index is that of the control PDU. */
    static final int SEND = 2;
    /** The Send of a SCSI Response; the index is that of the task. */
    static final int RESPONSE = 3;
    /** An RDMA Write of a task's data; reported only when it fails. */
    static final int WRITE = 4;
    /** An RDMA Read of a task's data. */
    static final int READ = 5;

    private IserWork() {}
}
