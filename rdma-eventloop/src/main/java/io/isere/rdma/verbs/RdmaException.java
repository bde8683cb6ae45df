package io.isere.rdma.verbs;

/** Set-up that cannot be done: no device, no memory, a limit of the system. Never thrown on the data path. */
public class RdmaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong and what to do about it. */
    public RdmaException(String message) {
        super(message);
    }

    /** With the cause below it. */
    public RdmaException(String message, Throwable cause) {
        super(message, cause);
    }
}
