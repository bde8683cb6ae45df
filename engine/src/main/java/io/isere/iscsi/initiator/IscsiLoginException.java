package io.isere.iscsi.initiator;

/** A login or discovery that did not succeed; the message says why and what to do. */
public final class IscsiLoginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean timeout;
    private final boolean connected;

    /**
     * With what was wrong.
     *
     * @param timeout whether that was silence: another attempt may fare better
     * @param connected whether there was a connection to log in over: without one, another transport may do
     */
    IscsiLoginException(String message, boolean timeout, boolean connected) {
        super(message, null, false, false);
        this.timeout = timeout;
        this.connected = connected;
    }

    /** Whether nothing answered in time. */
    public boolean isTimeout() {
        return timeout;
    }

    /** Whether there was a connection to log in over. */
    public boolean wasConnected() {
        return connected;
    }
}
