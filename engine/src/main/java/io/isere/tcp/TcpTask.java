package io.isere.tcp;

import io.isere.datamover.DatamoverTask;

/** What plain iSCSI keeps for a task slot of either side. Thread: the connection's loop. */
abstract class TcpTask extends DatamoverTask {
    /** Most R2Ts outstanding for a task, whatever was negotiated. */
    static final int MAX_BURSTS = 16;

    /** Tag of the command in the slot. */
    int initiatorTaskTag;

    /** Its LUN. */
    long lun;

    /** Numbers the task's Data-Ins and R2Ts, which share one sequence (RFC 7143 section 11.7.5). */
    int nextSn;

    TcpTask(int index, Object owner) {
        super(index, owner);
    }
}
