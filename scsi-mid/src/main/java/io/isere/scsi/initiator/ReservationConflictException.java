package io.isere.scsi.initiator;

import io.isere.scsi.task.ScsiTask;

/** A command that ended with RESERVATION CONFLICT: what another initiator port has reserved does not admit it. */
public final class ReservationConflictException extends ScsiException {
    private static final long serialVersionUID = 1L;

    ReservationConflictException(ScsiTask task) {
        super(task);
    }
}
