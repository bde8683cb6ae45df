package io.isere.vertx.cli;

import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.vertx.IsereInitiatorOptions;
import picocli.CommandLine.Option;

/** Options of the commands that have a session with a disk: how long what may take, and what is done when it is lost. */
final class SessionOptions {
    private static final double NS_PER_SECOND = 1e9;

    @Option(
            names = "--reconnect",
            paramLabel = "S",
            description =
                    "For how many seconds a lost session is tried to be opened again; meanwhile commands wait, and what"
                            + " was under way is sent again. 0: a lost session is an error at once. Default:"
                            + " ${DEFAULT-VALUE}.")
    private double reconnectSeconds = 120;

    @Option(
            names = "--command-timeout",
            paramLabel = "S",
            description =
                    "Seconds a command may take before it is aborted; when that does not help, the disk is reset, then"
                            + " the target, and then the session is opened again. Default: ${DEFAULT-VALUE}.")
    private double commandTimeoutSeconds = 30;

    /** Puts them into an initiator's options. */
    IsereInitiatorOptions applyTo(IsereInitiatorOptions options) {
        if (reconnectSeconds < 0 || commandTimeoutSeconds <= 0) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "--reconnect must not be negative, and --command-timeout must be more than 0",
                    null);
        }
        InitiatorSettings settings = options.settings();
        return options.setSettings(settings.withCommandTimeout(nanoseconds(commandTimeoutSeconds)))
                .setReopenPolicy(options.reopenPolicy().withGiveUp(nanoseconds(reconnectSeconds)));
    }

    private static long nanoseconds(double seconds) {
        return (long) (seconds * NS_PER_SECOND);
    }
}
