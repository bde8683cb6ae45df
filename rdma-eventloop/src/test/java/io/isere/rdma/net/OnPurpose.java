package io.isere.rdma.net;

/** Thrown by tests to see it contained; has no stack, so that the log stays short. */
public final class OnPurpose extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a stack trace. */
    public OnPurpose() {
        super("thrown on purpose by a test", null, false, false);
    }
}
