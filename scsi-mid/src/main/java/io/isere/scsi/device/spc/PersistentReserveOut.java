package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.PersistentReserveCdb;
import io.isere.scsi.cdb.ReservationType;
import io.isere.scsi.cdb.ReserveAction;
import io.isere.scsi.cdb.TransportId;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.Reservations;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.TaskStep;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PERSISTENT RESERVE OUT (SPC-4 6.16): receives the parameter list, changes the unit's reservations, tells and, of PREEMPT
 * AND ABORT, aborts. Control path: allocates. Where reservations persist, the status waits until they are
 * saved.
 */
final class PersistentReserveOut implements CommandHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PersistentReserveOut.class);
    /** The basic list and the longest TransportID. */
    private static final int LIST_BYTES_MAX = 512;

    private static final TaskStep ON_ABORTED = task -> onAborted(Command.of(task));

    private final ReserveAction action;
    private final TaskStep onBuffer = task -> onBuffer(Command.of(task));
    private final TaskStep onList = task -> onList(Command.of(task));

    PersistentReserveOut(ReserveAction action) {
        this.action = action;
    }

    @Override
    public void execute(Command command) {
        ByteBuffer cdb = command.cdb();
        long listBytes = PersistentReserveCdb.parameterListBytes(cdb);
        command.task().requestedBytes(listBytes);
        boolean badType =
                PersistentReserveCdb.scope(cdb) != 0 || ReservationType.of(PersistentReserveCdb.type(cdb)) == null;
        if (action.hasType() && badType) {
            command.invalidField(PersistentReserveCdb.SCOPE_TYPE_AT);
        } else if (!isListLength(listBytes)
                || command.limitToExpected((int) listBytes, DataDirection.OUT) < listBytes) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.PARAMETER_LIST_LENGTH_ERROR);
        } else {
            command.awaitBuffer((int) listBytes, onBuffer);
        }
    }

    private boolean isListLength(long listBytes) {
        return action == ReserveAction.REGISTER_AND_MOVE
                ? listBytes > PersistentReserveCdb.LIST_BYTES && listBytes <= LIST_BYTES_MAX
                : listBytes == PersistentReserveCdb.LIST_BYTES;
    }

    private void onBuffer(Command command) {
        if (command.resumes()) {
            command.awaitDataOut(onList);
        }
    }

    private void onList(Command command) {
        if (!command.resumes()) {
            return;
        }
        ByteBuffer list = ByteBuffer.allocate(command.task().data().totalBytes());
        command.task().data().getBytes(list);
        if (isAcceptable(command.unit().reservations(), list)) {
            change(command, change(command.itlNexus().name(), command.cdb(), list));
        } else {
            command.invalidParameter(PersistentReserveCdb.FLAGS_AT);
        }
    }

    /** Other ports can be named by REGISTER AND MOVE only; persistence needs a file. */
    private boolean isAcceptable(Reservations reservations, ByteBuffer list) {
        if (action == ReserveAction.REGISTER_AND_MOVE) {
            boolean fits =
                    PersistentReserveCdb.transportIdBytes(list) == list.capacity() - PersistentReserveCdb.LIST_BYTES;
            return fits && (!PersistentReserveCdb.moveAptpl(list) || reservations.canPersist());
        }
        boolean persists = action.hasAptpl() && PersistentReserveCdb.aptpl(list);
        return !PersistentReserveCdb.namesPorts(list) && (!persists || reservations.canPersist());
    }

    private ReservationChange change(String self, ByteBuffer cdb, ByteBuffer list) {
        boolean moves = action == ReserveAction.REGISTER_AND_MOVE;
        int idBytes = list.capacity() - PersistentReserveCdb.LIST_BYTES;
        return new ReservationChange(
                action,
                self,
                PersistentReserveCdb.key(list),
                PersistentReserveCdb.actionKey(list),
                moves ? PersistentReserveCdb.moveAptpl(list) : PersistentReserveCdb.aptpl(list),
                ReservationType.of(PersistentReserveCdb.type(cdb)),
                moves ? TransportId.name(list, PersistentReserveCdb.LIST_BYTES, idBytes) : "",
                moves && PersistentReserveCdb.unreg(list));
    }

    private void change(Command command, ReservationChange change) {
        Reservations reservations = command.unit().reservations();
        command.awaitSaving();
        reservations.change(change::apply, failure -> {
            change.told().forEach(reservations::tell);
            command.runAtHome(task -> onChanged(command, change, failure));
        });
    }

    private void onChanged(Command command, ReservationChange change, @Nullable IOException failure) {
        if (!command.resumes()) {
            return;
        }
        if (failure != null) {
            LOG.warn("reservations of {} could not be saved; nothing was changed", command.unit(), failure);
            command.checkCondition(SenseKey.HARDWARE_ERROR, SenseCode.INTERNAL_TARGET_FAILURE);
            return;
        }
        switch (change.outcome()) {
            case GOOD -> finish(command, change);
            case RESERVATION_CONFLICT -> command.status(ScsiStatus.RESERVATION_CONFLICT);
            case INVALID_PARAMETER -> command.invalidParameter(PersistentReserveCdb.ACTION_KEY_AT);
            case INVALID_RELEASE ->
                command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_RELEASE_OF_PERSISTENT_RESERVATION);
        }
    }

    private void finish(Command command, ReservationChange change) {
        Reservations reservations = command.unit().reservations();
        if (action == ReserveAction.PREEMPT_AND_ABORT) {
            command.awaitNexuses();
            PendingAborts aborts = new PendingAborts(command.task(), ON_ABORTED);
            change.removed().keySet().forEach(name -> reservations.abort(name, aborts));
            aborts.ended();
        } else {
            command.good();
        }
    }

    private static void onAborted(Command command) {
        if (command.resumes()) {
            command.good();
        }
    }
}
