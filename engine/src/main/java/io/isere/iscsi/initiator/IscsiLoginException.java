package io.isere.iscsi.initiator;

/** A login or discovery that did not succeed; the message says why and what to do. */
public final class IscsiLoginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean timeout;

    /** With what was wrong. */
    public IscsiLoginException(String message) {
        this(message, false);
    }

    /** With what was wrong, and whether that was silence: another attempt may fare better. */
    IscsiLoginException(String message, boolean timeout) {
        super(message, null, false, false);
        this.timeout = timeout;
    }

    /** Whether nothing answered in time. */
    public boolean isTimeout() {
        return timeout;
    }
}
