package io.isere.vertx.cli;

import org.jspecify.annotations.Nullable;

/** Ends the command with an exit status and one line for people. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * With an exit status of {@link ExitCodes} and what was wrong and what to do.
     *
     * @param cause shown with {@code --debug}; null: none
     */
    CliException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    /** What a failure has to say: its message, or its kind where it has none. */
    static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
