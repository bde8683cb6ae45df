package io.isere.iscsi.isns;

/** A message that cannot be read, or a request the server did not grant; the message says why and what to do. */
public final class IsnsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what was wrong. */
    public IsnsException(String message) {
        super(message, null, false, false);
    }
}
