package io.isere.scsi.device;

import io.isere.scsi.cdb.Cdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A device server's commands by operation code and service action: handler, CDB usage, data direction, class. Every
 * cell is filled; an opcode nobody serves has a handler too. Immutable once built, shared by all loops.
 */
public final class OpcodeTable {
    private static final int OPCODES = 256;
    private static final int SERVICE_ACTIONS = 32;
    private static final int SERVICE_ACTION_AT = 1;

    private final Row[] rows;
    private final Row[] @Nullable [] actions;

    private OpcodeTable(Row[] rows, Row[] @Nullable [] actions) {
        this.rows = rows;
        this.actions = actions;
    }

    /** A table whose empty cells answer INVALID COMMAND OPERATION CODE. */
    public static Builder builder() {
        return builder(SenseCode.INVALID_COMMAND_OPERATION_CODE);
    }

    /** A table whose empty cells answer ILLEGAL REQUEST with {@code emptyCell}. */
    public static Builder builder(SenseCode emptyCell) {
        return new Builder(emptyCell);
    }

    /** The row that a CDB is served by. */
    public Row row(ByteBuffer cdb) {
        int opcode = Cdb.opcode(cdb);
        Row[] ofOpcode = actions[opcode];
        return ofOpcode == null ? rows[opcode] : ofOpcode[cdb.get(SERVICE_ACTION_AT) & (SERVICE_ACTIONS - 1)];
    }

    /** Whether the opcode's commands are told apart by a service action. */
    public boolean hasServiceActions(int opcode) {
        return actions[opcode] != null;
    }

    /** The row of an opcode, 0 to 255, and of a service action if it has them; null when nobody serves it. */
    public @Nullable Row served(int opcode, int serviceAction) {
        Row[] ofOpcode = actions[opcode];
        if (ofOpcode == null) {
            return serviceAction == 0 && rows[opcode].isServed() ? rows[opcode] : null;
        }
        boolean served = serviceAction < SERVICE_ACTIONS && ofOpcode[serviceAction].isServed();
        return served ? ofOpcode[serviceAction] : null;
    }

    /** Shows {@code visitor} every command there is, by opcode and service action, ascending. */
    public void forEachServed(Visitor visitor) {
        for (int opcode = 0; opcode < OPCODES; opcode++) {
            for (int action = 0; action < SERVICE_ACTIONS; action++) {
                Row row = served(opcode, action);
                if (row != null) {
                    visitor.visit(opcode, action, row);
                }
            }
        }
    }

    /** Sees one command of a table. */
    @FunctionalInterface
    public interface Visitor {
        /** {@code serviceAction} is 0 for opcodes that have none. */
        void visit(int opcode, int serviceAction, Row row);
    }

    /**
     * What the table says of one command.
     *
     * @param handler executes the command
     * @param usage its CDB; of no length when nobody serves it
     * @param direction which way its data moves, if any
     * @param commandClass what it needs and disturbs
     */
    public record Row(CommandHandler handler, CdbUsage usage, DataDirection direction, CommandClass commandClass) {
        /** Checks what every command has in common, then hands over to the handler. */
        public void execute(Command command) {
            int cdbLengthBytes = usage.lengthBytes();
            if (command.task().cdbLengthBytes() < cdbLengthBytes) {
                command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.INFORMATION_UNIT_TOO_SHORT);
            } else if (cdbLengthBytes > 0 && Cdb.naca(command.cdb(), cdbLengthBytes)) {
                command.invalidField(cdbLengthBytes - 1);
            } else if (isOpposite(command.task().direction()) && !acceptsOpposite(command)) {
                command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
            } else if (command.endedBySanitization(commandClass)) {
                return;
            } else if (command.endedByReservation(commandClass)) {
                return;
            } else if (commandClass.needsReady() && command.unit().state().notReady() != null) {
                refuseNotReady(command);
            } else {
                handler.execute(command);
            }
        }

        private static void refuseNotReady(Command command) {
            SenseCode why = command.unit().state().notReady();
            command.checkCondition(SenseKey.NOT_READY, why == null ? SenseCode.NOT_READY_BECOMING_READY : why);
        }

        /**
         * A command that reads although the transport was told of data-out finds a buffer of no length: GOOD, and all it has
         * is overflow, as libiscsi's suite wants it. One that writes has no data to write.
         */
        private boolean acceptsOpposite(Command command) {
            if (direction == DataDirection.OUT) {
                return false;
            }
            command.task().expectedDataBytes(0);
            return true;
        }

        private boolean isServed() {
            return usage.lengthBytes() > 0;
        }

        private boolean isOpposite(DataDirection asked) {
            return direction != asked && direction != DataDirection.NONE && asked != DataDirection.NONE;
        }
    }

    /** Fills a table. */
    public static final class Builder {
        private static final Row NO_SUCH_ACTION = new Row(
                command -> command.invalidField(SERVICE_ACTION_AT),
                CdbUsage.NONE,
                DataDirection.NONE,
                CommandClass.INFORM);

        private final Row[] rows = new Row[OPCODES];
        private final Row[] @Nullable [] actions = new Row[OPCODES][];

        private Builder(SenseCode emptyCell) {
            CommandHandler refuse = command -> command.checkCondition(SenseKey.ILLEGAL_REQUEST, emptyCell);
            Arrays.fill(rows, new Row(refuse, CdbUsage.NONE, DataDirection.NONE, CommandClass.INFORM));
        }

        /**
         * Serves an opcode.
         *
         * @param usage bits that are looked at in the bytes after the operation code; see {@link CdbUsage}
         */
        public Builder serve(
                int opcode, String usage, DataDirection direction, CommandClass commandClass, CommandHandler handler) {
            rows[opcode] = new Row(handler, CdbUsage.of(opcode, usage), direction, commandClass);
            return this;
        }

        /** Serves a service action of an opcode. */
        public Builder serve(
                int opcode,
                int serviceAction,
                String usage,
                DataDirection direction,
                CommandClass commandClass,
                CommandHandler handler) {
            Row[] ofOpcode = actions[opcode];
            if (ofOpcode == null) {
                ofOpcode = new Row[SERVICE_ACTIONS];
                Arrays.fill(ofOpcode, NO_SUCH_ACTION);
                actions[opcode] = ofOpcode;
            }
            ofOpcode[serviceAction] =
                    new Row(handler, CdbUsage.of(opcode, serviceAction, usage), direction, commandClass);
            return this;
        }

        public OpcodeTable build() {
            return new OpcodeTable(rows.clone(), actions.clone());
        }
    }
}
