package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.RequestSenseCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import java.nio.ByteBuffer;

/** REQUEST SENSE (SPC-4 6.39): a pending unit attention, which it clears, as parameter data. */
public final class RequestSense {
    private static final int SENSE_BYTES_MAX = 32;

    private RequestSense() {}

    /** The handler of a logical unit. */
    public static void execute(Command command) {
        SenseCode attention =
                command.nexusState().takeUnitAttention(command.task().lun());
        if (attention == null) {
            send(command, SenseKey.NO_SENSE, SenseCode.NO_ADDITIONAL_SENSE);
        } else {
            send(command, SenseKey.UNIT_ATTENTION, attention);
        }
    }

    /** The handler of a LUN that has no logical unit: GOOD status, and the reason as parameter data. */
    public static void executeAbsent(Command command) {
        send(command, SenseKey.ILLEGAL_REQUEST, SenseCode.LOGICAL_UNIT_NOT_SUPPORTED);
    }

    private static void send(Command command, SenseKey key, SenseCode code) {
        ByteBuffer sense = ByteBuffer.allocate(SENSE_BYTES_MAX);
        sense.limit(
                RequestSenseCdb.descriptorFormat(command.cdb())
                        ? SenseData.writeDescriptor(sense, key, code)
                        : SenseData.writeFixed(sense, key, code));
        command.sendParameterData(sense, RequestSenseCdb.allocationLengthBytes(command.cdb()));
    }
}
