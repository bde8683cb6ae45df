package io.isere.scsi.device;

import io.isere.scsi.cdb.Cdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import java.util.Arrays;

/**
 * A device server's commands by operation code: handler, CDB length, data direction. Every cell is filled; an opcode
 * nobody serves has a handler too. Immutable once built, shared by all loops.
 */
public final class OpcodeTable {
    private static final int OPCODES = 256;

    private final Row[] rows;

    private OpcodeTable(Row[] rows) {
        this.rows = rows;
    }

    /** A table whose empty cells answer INVALID COMMAND OPERATION CODE. */
    public static Builder builder() {
        return builder(SenseCode.INVALID_COMMAND_OPERATION_CODE);
    }

    /** A table whose empty cells answer ILLEGAL REQUEST with {@code emptyCell}. */
    public static Builder builder(SenseCode emptyCell) {
        return new Builder(emptyCell);
    }

    /** The row of an opcode, 0 to 255. */
    public Row row(int opcode) {
        return rows[opcode];
    }

    /**
     * What the table says of one operation code.
     *
     * @param handler executes the command
     * @param cdbLengthBytes bytes of its CDB; 0 when the opcode is unknown, and so its layout
     * @param direction which way its data moves, if any
     * @param passesUnitAttention whether a pending unit attention leaves it alone (SAM-5 5.14)
     */
    public record Row(
            CommandHandler handler, int cdbLengthBytes, DataDirection direction, boolean passesUnitAttention) {
        /** Checks what every CDB has in common, then hands over to the handler. */
        public void execute(Command command) {
            if (command.task().cdbLengthBytes() < cdbLengthBytes) {
                command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.INFORMATION_UNIT_TOO_SHORT);
            } else if (cdbLengthBytes > 0 && Cdb.naca(command.cdb(), cdbLengthBytes)) {
                command.invalidField(cdbLengthBytes - 1);
            } else if (isOpposite(command.task().direction())) {
                command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
            } else {
                handler.execute(command);
            }
        }

        private boolean isOpposite(DataDirection asked) {
            return direction != asked && direction != DataDirection.NONE && asked != DataDirection.NONE;
        }
    }

    /** Fills a table. */
    public static final class Builder {
        private final Row[] rows = new Row[OPCODES];

        private Builder(SenseCode emptyCell) {
            CommandHandler refuse = command -> command.checkCondition(SenseKey.ILLEGAL_REQUEST, emptyCell);
            Arrays.fill(rows, new Row(refuse, 0, DataDirection.NONE, false));
        }

        /** Serves an opcode. */
        public Builder serve(int opcode, int cdbLengthBytes, DataDirection direction, CommandHandler handler) {
            return put(opcode, new Row(handler, cdbLengthBytes, direction, false));
        }

        /** Serves an opcode whether or not a unit attention is pending. */
        public Builder serveAlways(int opcode, int cdbLengthBytes, DataDirection direction, CommandHandler handler) {
            return put(opcode, new Row(handler, cdbLengthBytes, direction, true));
        }

        private Builder put(int opcode, Row row) {
            rows[opcode] = row;
            return this;
        }

        public OpcodeTable build() {
            return new OpcodeTable(rows.clone());
        }
    }
}
