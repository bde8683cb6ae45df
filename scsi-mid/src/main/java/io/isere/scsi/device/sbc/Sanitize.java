package io.isere.scsi.device.sbc;

import static io.isere.scsi.device.CommandClass.SANITIZE;
import static io.isere.scsi.task.DataDirection.NONE;
import static io.isere.scsi.task.DataDirection.OUT;

import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.SanitizeCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.device.Sanitization;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.TaskStep;
import java.nio.ByteBuffer;

/**
 * SANITIZE (SBC-3 5.24): OVERWRITE; BLOCK ERASE of thin units; CRYPTOGRAPHIC ERASE of units whose backstore
 * encrypts; EXIT FAILURE MODE. Checks the command; the work is a {@link SanitizeOperation}'s. Control path: allocates.
 */
final class Sanitize {
    private static final String USAGE = "A0 00 00 00 00 00 FF FF 00";
    private static final String USAGE_WITHOUT_LIST = "A0 00 00 00 00 00 00 00 00";

    private static final TaskStep ON_BUFFER = task -> onBuffer(Command.of(task));
    private static final TaskStep ON_LIST = task -> onList(Command.of(task));

    private Sanitize() {}

    /** What any unit can do. */
    static void addTo(OpcodeTable.Builder table) {
        table.serve(Opcode.SANITIZE, SanitizeCdb.OVERWRITE, USAGE, OUT, SANITIZE, checked(Sanitize::overwrite))
                .serve(
                        Opcode.SANITIZE,
                        SanitizeCdb.EXIT_FAILURE_MODE,
                        USAGE_WITHOUT_LIST,
                        NONE,
                        SANITIZE,
                        checked(Sanitize::exitFailureMode));
    }

    /** What a thin unit can do besides. */
    static void addThinTo(OpcodeTable.Builder table) {
        table.serve(
                Opcode.SANITIZE,
                SanitizeCdb.BLOCK_ERASE,
                USAGE_WITHOUT_LIST,
                NONE,
                SANITIZE,
                checked(Sanitize::blockErase));
    }

    /** What a unit can do besides whose backstore encrypts. */
    static void addEncryptedTo(OpcodeTable.Builder table) {
        table.serve(
                Opcode.SANITIZE,
                SanitizeCdb.CRYPTOGRAPHIC_ERASE,
                USAGE_WITHOUT_LIST,
                NONE,
                SANITIZE,
                checked(Sanitize::cryptographicErase));
    }

    /** Unlike other commands this one looks at its reserved fields, as it is not to be had by mistake. */
    private static CommandHandler checked(CommandHandler handler) {
        return command -> {
            ByteBuffer cdb = command.cdb();
            int reservedAt = SanitizeCdb.reservedAt(cdb);
            if (SanitizeCdb.znr(cdb)) {
                command.invalidField(SanitizeCdb.FLAGS_AT);
            } else if (reservedAt != 0) {
                command.invalidField(reservedAt);
            } else {
                handler.execute(command);
            }
        };
    }

    private static void overwrite(Command command) {
        int listBytes = SanitizeCdb.parameterListBytes(command.cdb());
        boolean tooShort = listBytes <= SanitizeCdb.LIST_HEADER_BYTES;
        if (tooShort
                || listBytes > SanitizeCdb.LIST_HEADER_BYTES + command.unit().blockBytes()) {
            command.invalidField(SanitizeCdb.PARAMETER_LIST_LENGTH_AT);
            return;
        }
        if (!accepts(command)) {
            return;
        }
        command.task().requestedBytes(listBytes);
        if (command.limitToExpected(listBytes, DataDirection.OUT) < listBytes) {
            command.dataOutTooShort();
        } else {
            command.awaitBuffer(listBytes, ON_BUFFER);
        }
    }

    private static void onBuffer(Command command) {
        if (command.resumes()) {
            command.awaitDataOut(ON_LIST);
        }
    }

    private static void onList(Command command) {
        if (!command.resumes()) {
            return;
        }
        ByteBuffer list = ByteBuffer.allocate(command.task().data().totalBytes());
        command.task().data().getBytes(list);
        int patternBytes = SanitizeCdb.patternBytes(list);
        if (SanitizeCdb.count(list) == 0 || SanitizeCdb.test(list) != 0) {
            command.invalidParameter(SanitizeCdb.COUNT_AT);
        } else if (patternBytes == 0 || patternBytes > list.capacity() - SanitizeCdb.LIST_HEADER_BYTES) {
            command.invalidParameter(SanitizeCdb.PATTERN_LENGTH_AT);
        } else {
            byte[] pattern = new byte[patternBytes];
            list.get(SanitizeCdb.LIST_HEADER_BYTES, pattern);
            start(command, SanitizeMethod.overwrite(pattern, SanitizeCdb.count(list), SanitizeCdb.invert(list)));
        }
    }

    private static void blockErase(Command command) {
        if (hasNoList(command) && accepts(command)) {
            start(command, SanitizeMethod.BLOCK_ERASE);
        }
    }

    private static void cryptographicErase(Command command) {
        if (hasNoList(command) && accepts(command)) {
            start(command, SanitizeMethod.CRYPTOGRAPHIC_ERASE);
        }
    }

    private static void exitFailureMode(Command command) {
        if (!hasNoList(command)) {
            return;
        }
        if (command.unit().state().sanitization().exitFailureMode()) {
            command.good();
        } else {
            command.invalidField(SanitizeCdb.FLAGS_AT);
        }
    }

    private static boolean hasNoList(Command command) {
        if (SanitizeCdb.parameterListBytes(command.cdb()) == 0) {
            return true;
        }
        command.invalidField(SanitizeCdb.PARAMETER_LIST_LENGTH_AT);
        return false;
    }

    private static boolean accepts(Command command) {
        Sanitization sanitization = command.unit().state().sanitization();
        if (sanitization.isFailedRestricted() && SanitizeCdb.ause(command.cdb())) {
            command.invalidField(SanitizeCdb.FLAGS_AT);
            return false;
        }
        return BlockRange.acceptWrite(command);
    }

    private static void start(Command command, SanitizeMethod method) {
        Sanitization sanitization = command.unit().state().sanitization();
        if (!sanitization.begin(SanitizeCdb.ause(command.cdb()))) {
            command.status(ScsiStatus.BUSY);
            return;
        }
        new SanitizeOperation(command, method).start(SanitizeCdb.immed(command.cdb()));
    }
}
