package io.isere.scsi.device.copy;

import io.isere.scsi.device.Command;
import io.isere.scsi.sense.CopySense;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.task.ScsiTask;

/** Sense data of a copy that failed at a segment (SPC-4 6.4.4), in the format its unit is set to. Static. */
final class CopyFailure {
    private CopyFailure() {}

    /** The copy manager itself could not go on; returns the length of what is written to the task's sense data. */
    static int write(Command command, SenseCode code, long residual, int segment, int segmentByte) {
        return CopySense.write(
                command.task().sense(), isDescriptor(command), code, residual, segment, segmentByte, null);
    }

    /** A unit ended {@code access} with anything but GOOD, which goes along. */
    static int writeTargets(Command command, ScsiTask access, long residual, int segment, boolean atDestination) {
        byte[] sense = new byte[access.senseLengthBytes()];
        access.sense().get(0, sense);
        return CopySense.write(
                command.task().sense(),
                isDescriptor(command),
                SenseCode.NO_ADDITIONAL_SENSE,
                residual,
                segment,
                CopySense.NO_FIELD,
                new CopySense.Forwarded(atDestination, access.status(), sense));
    }

    private static boolean isDescriptor(Command command) {
        return command.unit().mode().descriptorSense();
    }
}
