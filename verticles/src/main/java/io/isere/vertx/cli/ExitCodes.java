package io.isere.vertx.cli;

/** What the command's exit status means. */
final class ExitCodes {
    /** Done. */
    static final int OK = 0;
    /** Something failed on the way. */
    static final int FAILED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** There is no connection, no login, or no such logical unit. */
    static final int NOT_REACHED = 3;
    /** The data read is not the data written. */
    static final int MISMATCH = 4;

    private ExitCodes() {}
}
