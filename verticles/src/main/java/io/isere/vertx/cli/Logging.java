package io.isere.vertx.cli;

/**
 * What the command logs, decided before the first logger is made: warnings unless asked for more. An embedder's logging is
 * not touched, for the configuration has a name of its own that only the command sets.
 */
final class Logging {
    private static final String CONFIGURATION = "logback.configurationFile";
    private static final String LEVEL = "isere.log.level";
    private static final String[] LEVELS = {"WARN", "INFO", "DEBUG"};

    private Logging() {}

    /** Takes the number of -v; leaves alone what the user has set as a system property. */
    static void configure(int verbosity) {
        setUnlessSet(CONFIGURATION, "io/isere/vertx/cli/logback.xml");
        setUnlessSet(LEVEL, LEVELS[Math.min(verbosity, LEVELS.length - 1)]);
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
