package io.isere.iscsi.initiator;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.iscsi.pdu.ExtendedCdbAhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.session.CommandWindow;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiTask;

/**
 * Builds the SCSI Command of a task in place and hands it to the datamover, with immediate and unsolicited data where
 * they were negotiated. Thread: the session's loop; allocates nothing.
 */
final class CommandSender {
    private final Datamover datamover;
    private final CommandWindow window;
    private final UnsolicitedData unsolicited;
    private final ScsiCommandBhs command = new ScsiCommandBhs();
    private final DataOutBhs dataOut = new DataOutBhs();
    private final ExtendedCdbAhs extendedCdb = new ExtendedCdbAhs();

    CommandSender(Datamover datamover, CommandWindow window, UnsolicitedData unsolicited) {
        this.datamover = datamover;
        this.window = window;
        this.unsolicited = unsolicited;
    }

    /**
     * Sends a task's command.
     *
     * @param data what the wire is to move: the task's own memory or what stands in for it
     * @return false when the datamover cannot describe the data to the target; nothing was sent
     */
    boolean send(ControlPdu pdu, InitiatorTask slot, ScsiTask task, DataSegments data, int expStatSn) {
        slot.nextTag();
        slot.cmdSn = window.cmdSn();
        boolean sent = write(pdu, slot, task, data, expStatSn);
        if (sent) {
            window.next(false);
        }
        return sent;
    }

    /** Sends a command again, with its tag and its CmdSN, where the target misses that (RFC 7143 section 7.2.1). */
    boolean retry(ControlPdu pdu, InitiatorTask slot, ScsiTask task, DataSegments data, int expStatSn) {
        return write(pdu, slot, task, data, expStatSn);
    }

    @SuppressWarnings("EnumOrdinal") // TaskAttribute's order is that of the ATTR field
    private boolean write(ControlPdu pdu, InitiatorTask slot, ScsiTask task, DataSegments data, int expStatSn) {
        int writeBytes = task.direction() == DataDirection.OUT ? (int) task.expectedDataBytes() : 0;
        int immediateBytes = unsolicited.immediateBytes(writeBytes);
        int followingBytes = unsolicited.followingBytes(writeBytes);
        int tag = slot.tag();
        command.wrap(pdu.buffer(), pdu.bhsOffset())
                .init()
                .finalBit(followingBytes == 0)
                .readBit(task.direction() == DataDirection.IN)
                .writeBit(task.direction() == DataDirection.OUT)
                .taskAttribute(task.attribute().ordinal())
                .lun(task.lun())
                .initiatorTaskTag(tag)
                .expectedDataTransferLengthBytes(task.expectedDataBytes())
                .dataSegmentLengthBytes(immediateBytes)
                .expStatSn(expStatSn)
                .cmdSn(slot.cmdSn);
        writeCdb(pdu, task);
        boolean moves = task.expectedDataBytes() > 0;
        boolean sent = datamover.sendControl(
                pdu,
                slot.datamoverTask(),
                moves && task.direction() == DataDirection.OUT ? data : null,
                moves && task.direction() == DataDirection.IN ? data : null,
                immediateBytes,
                followingBytes);
        if (sent) {
            sendFollowing(slot, task, data, tag, expStatSn, immediateBytes, followingBytes);
        }
        return sent;
    }

    private void writeCdb(ControlPdu pdu, ScsiTask task) {
        int inHeaderBytes = Math.min(task.cdbLengthBytes(), ScsiCommandBhs.CDB_LENGTH_BYTES);
        command.cdb(task.cdb(), 0, inHeaderBytes);
        if (task.cdbLengthBytes() > ScsiCommandBhs.CDB_LENGTH_BYTES) {
            extendedCdb
                    .wrap(pdu.buffer(), pdu.bhsOffset() + Bhs.LENGTH_BYTES)
                    .init(task.cdbLengthBytes())
                    .spill(task.cdb(), ScsiCommandBhs.CDB_LENGTH_BYTES);
            command.totalAhsLengthBytes(extendedCdb.segmentLengthBytes());
        }
    }

    /** Unsolicited Data-Out PDUs up to FirstBurstLength (RFC 7143 section 11.7). */
    private void sendFollowing(
            InitiatorTask slot, ScsiTask task, DataSegments data, int tag, int expStatSn, int fromBytes, int bytes) {
        int offset = fromBytes;
        int left = bytes;
        int dataSn = 0;
        while (left > 0) {
            int length = Math.min(left, unsolicited.maxPduBytes());
            ControlPdu pdu = datamover.acquireControlPdu(0);
            if (pdu == null) {
                datamover.connectionAbort();
                return;
            }
            dataOut.wrap(pdu.buffer(), pdu.bhsOffset())
                    .init()
                    .finalBit(length == left)
                    .lun(task.lun())
                    .initiatorTaskTag(tag)
                    .targetTransferTag(Bhs.RESERVED_TAG)
                    .expStatSn(expStatSn)
                    .dataSn(dataSn++)
                    .bufferOffsetBytes(offset)
                    .dataSegmentLengthBytes(length);
            datamover.sendDataOut(pdu, slot.datamoverTask(), data, offset, length);
            offset += length;
            left -= length;
        }
    }

    /** What was negotiated about data that travels unasked (RFC 7143 sections 13.10 to 13.14). */
    record UnsolicitedData(boolean immediateData, boolean initialR2t, int firstBurstBytes, int maxPduBytes) {
        int immediateBytes(int writeBytes) {
            return immediateData ? Math.min(writeBytes, Math.min(firstBurstBytes, maxPduBytes)) : 0;
        }

        int followingBytes(int writeBytes) {
            return initialR2t ? 0 : Math.min(writeBytes, firstBurstBytes) - immediateBytes(writeBytes);
        }
    }
}
