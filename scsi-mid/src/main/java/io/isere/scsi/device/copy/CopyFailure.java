package io.isere.scsi.device.copy;

import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.task.ScsiTask;

/** Sense data of a copy that failed at a segment (SPC-4 6.4.4). Static. */
final class CopyFailure {
    static final long NOTHING_WRITTEN = SenseData.NO_RESIDUAL;

    private static final byte[] NO_SENSE_DATA = {};

    private CopyFailure() {}

    /** The copy manager itself could not go on; returns the length of what is written to the task's sense data. */
    static int write(ScsiTask task, SenseCode code, long residual, int segment, int segmentByte) {
        int lengthBytes = SenseData.writeCopyAborted(task.sense(), code, residual, segment, false, 0, NO_SENSE_DATA);
        if (segmentByte >= 0) {
            SenseData.setFixedSegmentPointer(task.sense(), segmentByte);
        }
        return lengthBytes;
    }

    /** A unit ended {@code access} with anything but GOOD, which goes along. */
    static int writeTargets(ScsiTask task, ScsiTask access, long residual, int segment, boolean atDestination) {
        byte[] sense = new byte[access.senseLengthBytes()];
        access.sense().get(0, sense);
        return SenseData.writeCopyAborted(
                task.sense(), SenseCode.NO_ADDITIONAL_SENSE, residual, segment, atDestination, access.status(), sense);
    }
}
