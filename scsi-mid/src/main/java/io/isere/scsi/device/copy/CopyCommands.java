package io.isere.scsi.device.copy;

import static io.isere.scsi.device.CommandClass.CONTROL;
import static io.isere.scsi.task.DataDirection.IN;
import static io.isere.scsi.task.DataDirection.OUT;

import io.isere.scsi.cdb.CopyCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.OpcodeTable;
import java.util.function.Function;

/** The rows of the copy manager in an opcode table. */
public final class CopyCommands {
    private static final String LIST_LENGTH = "00 00 00 00 00 00 00 00 00 FF FF FF FF 00 00";
    private static final String ALLOCATION_LENGTH = LIST_LENGTH;
    private static final String IDENTIFIER_ALLOCATION_LENGTH = "00 FF 00 00 00 00 00 00 00 FF FF FF FF 00 00";

    private CopyCommands() {}

    /**
     * Serves EXTENDED COPY and RECEIVE COPY RESULTS.
     *
     * @param tables what the units that are copied between serve
     */
    public static void addTo(OpcodeTable.Builder table, Function<LogicalUnit, OpcodeTable> tables) {
        table.serve(
                        Opcode.EXTENDED_COPY,
                        CopyCdb.EXTENDED_COPY_LID1,
                        LIST_LENGTH,
                        OUT,
                        CONTROL,
                        new ExtendedCopy(tables))
                .serve(
                        Opcode.RECEIVE_COPY_RESULTS,
                        CopyCdb.COPY_STATUS,
                        IDENTIFIER_ALLOCATION_LENGTH,
                        IN,
                        CONTROL,
                        ReceiveCopyResults::copyStatus)
                .serve(
                        Opcode.RECEIVE_COPY_RESULTS,
                        CopyCdb.OPERATING_PARAMETERS,
                        ALLOCATION_LENGTH,
                        IN,
                        CONTROL,
                        ReceiveCopyResults::operatingParameters)
                .serve(
                        Opcode.RECEIVE_COPY_RESULTS,
                        CopyCdb.FAILED_SEGMENT_DETAILS,
                        IDENTIFIER_ALLOCATION_LENGTH,
                        IN,
                        CONTROL,
                        ReceiveCopyResults::failedSegmentDetails);
    }
}
