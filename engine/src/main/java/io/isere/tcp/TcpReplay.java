package io.isere.tcp;

import io.isere.scsi.task.DataSegments;

/**
 * Data-In PDUs of a task that are sent again, as they were the first time (RFC 7143 section 11.16). Made for one SNACK;
 * thread: the connection's loop.
 */
final class TcpReplay implements Outgoing {
    private final TcpTargetTask task;
    private final TcpTargetSide side;
    private final int end;
    private final TcpDataInBurst.Cursor cursor;

    /** PDUs with DataSN {@code from} to {@code end - 1}, all of which were sent. */
    TcpReplay(TcpTargetTask task, TcpTargetSide side, int from, int end) {
        this.task = task;
        this.side = side;
        this.end = end;
        cursor = task.dataIn.cursor();
        while (cursor.dataSn() < from) {
            cursor.next();
        }
        task.replaysOut++;
    }

    @Override
    public boolean emit(TcpPduWriter writer) {
        DataSegments memory = task.dataIn.data();
        while (cursor.dataSn() < end && memory != null) {
            if (!writer.hasRoom()) {
                return false;
            }
            int sn = cursor.dataSn();
            cursor.write(writer, memory, this, sn + 1 == end);
        }
        return true;
    }

    @Override
    public void onPduSent(boolean last) {
        if (last) {
            side.onReplayed(task);
        }
    }
}
