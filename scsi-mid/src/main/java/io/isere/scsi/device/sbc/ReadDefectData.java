package io.isere.scsi.device.sbc;

import io.isere.scsi.cdb.ReadDefectDataCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import java.nio.ByteBuffer;

/** READ DEFECT DATA (10) and (12) (SBC-3 5.17, 5.18): the lists asked for, always empty. Control path. */
final class ReadDefectData implements CommandHandler {
    private static final int HEADER_10_BYTES = 4;
    private static final int HEADER_12_BYTES = 8;

    private final ReadDefectDataCdb layout;

    ReadDefectData(ReadDefectDataCdb layout) {
        this.layout = layout;
    }

    @Override
    public void execute(Command command) {
        boolean ten = layout == ReadDefectDataCdb.READ_DEFECT_DATA_10;
        ByteBuffer answer = ByteBuffer.allocate(ten ? HEADER_10_BYTES : HEADER_12_BYTES);
        answer.put(1, (byte) layout.lists(command.cdb()));
        command.sendParameterData(answer, layout.allocationLengthBytes(command.cdb()));
    }
}
