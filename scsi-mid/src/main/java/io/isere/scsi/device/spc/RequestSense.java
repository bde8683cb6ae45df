package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.RequestSenseCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.ModeSettings;
import io.isere.scsi.device.Sanitization;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import java.nio.ByteBuffer;

/**
 * REQUEST SENSE (SPC-4 6.39): as parameter data, whatever is first of how a sanitize operation proceeds, a pending unit
 * attention, which this clears, the reason why the unit is not ready, and a false failure prediction.
 */
public final class RequestSense {
    private static final int SENSE_BYTES_MAX = 32;

    private RequestSense() {}

    /** The handler of a logical unit. */
    public static void execute(Command command) {
        Sanitization sanitization = command.unit().state().sanitization();
        if (sanitization.isInProgress()) {
            sendProgress(
                    command, SenseKey.NOT_READY, SenseCode.NOT_READY_SANITIZE_IN_PROGRESS, sanitization.progress());
            return;
        }
        if (sanitization.isFailed()) {
            send(command, SenseKey.MEDIUM_ERROR, SenseCode.SANITIZE_COMMAND_FAILED);
            return;
        }
        SenseCode attention =
                command.nexusState().takeUnitAttention(command.task().lun());
        SenseCode notReady = command.unit().state().notReady();
        if (attention != null) {
            send(command, SenseKey.UNIT_ATTENTION, attention);
        } else if (notReady != null) {
            send(command, SenseKey.NOT_READY, notReady);
        } else if (command.unit().mode().reportsTestBy(ModeSettings.ON_REQUEST)) {
            send(command, SenseKey.NO_SENSE, SenseCode.FAILURE_PREDICTION_FALSE);
        } else {
            send(command, SenseKey.NO_SENSE, SenseCode.NO_ADDITIONAL_SENSE);
        }
    }

    /** The handler of a LUN that has no logical unit: GOOD status, and the reason as parameter data. */
    public static void executeAbsent(Command command) {
        send(command, SenseKey.ILLEGAL_REQUEST, SenseCode.LOGICAL_UNIT_NOT_SUPPORTED);
    }

    private static void sendProgress(Command command, SenseKey key, SenseCode code, int progress) {
        ByteBuffer sense = ByteBuffer.allocate(SENSE_BYTES_MAX);
        if (RequestSenseCdb.descriptorFormat(command.cdb())) {
            SenseData.writeDescriptor(sense, key, code);
            sense.limit(SenseData.addProgress(sense, progress));
        } else {
            sense.limit(SenseData.writeFixed(sense, key, code));
            SenseData.setFixedProgress(sense, progress);
        }
        command.sendParameterData(sense, RequestSenseCdb.allocationLengthBytes(command.cdb()));
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
