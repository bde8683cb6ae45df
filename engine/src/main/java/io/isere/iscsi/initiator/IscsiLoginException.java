package io.isere.iscsi.initiator;

/** A login or discovery that did not succeed; the message says why and what to do. */
public final class IscsiLoginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what was wrong. */
    public IscsiLoginException(String message) {
        super(message, null, false, false);
    }
}
