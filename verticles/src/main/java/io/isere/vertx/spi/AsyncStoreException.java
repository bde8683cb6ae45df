package io.isere.vertx.spi;

import io.isere.scsi.backstore.BackstoreStatus;

/** How a call of an {@link AsyncStore} failed, in words that initiators understand. Immutable; carries no stack trace. */
public final class AsyncStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final BackstoreStatus status;

    /**
     * With what the initiator is told.
     *
     * @param status anything but OK: NO_SPACE and BUSY, for example, are told apart from errors of the medium
     * @param message for the log
     */
    public AsyncStoreException(BackstoreStatus status, String message) {
        super(message, null, false, false);
        if (status == BackstoreStatus.OK) {
            throw new IllegalArgumentException("OK is no failure");
        }
        this.status = status;
    }

    /** What the initiator is told. */
    public BackstoreStatus status() {
        return status;
    }
}
