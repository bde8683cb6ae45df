package io.isere.vertx.cli;

import io.isere.vertx.config.ConfigException;
import io.isere.vertx.config.TargetConfig;
import java.io.IOException;
import java.nio.file.Path;

/** Reads configuration files for the command line. Static functions; any thread. */
final class ConfigFiles {
    private ConfigFiles() {}

    /**
     * Reads a target's file.
     *
     * @throws CliException with a line for everything that is wrong with it
     */
    static TargetConfig target(Path file) {
        try {
            TargetConfig config = TargetConfig.read(file);
            DirectMemory.requireRoomFor(config.ramBytes());
            return config;
        } catch (ConfigException | IOException e) {
            throw new CliException(ExitCodes.FAILED, CliException.messageOf(e), e);
        }
    }
}
