package io.isere.vertx.cli;

import io.isere.vertx.config.TargetConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isere check-config}: says what is wrong with a target's file, before it is used. */
@Command(
        name = "check-config",
        header = "Check a target's configuration file.",
        description =
                "Reads the file as isere target --config would, opens nothing, and prints a line for everything that"
                        + " is wrong: file, line, what is wrong and what is expected. Exit status 0: it can be used; 1: it"
                        + " cannot.",
        footerHeading = "%nExample:%n",
        footer = {"  isere check-config samples/target.yaml", ""})
final class CheckConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file; samples/target.yaml is an example.")
    private Path file;

    @Option(names = "--debug", description = "Show the stack trace of an error.")
    private boolean debug;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CheckConfigCommand() {}

    @Override
    public Integer call() {
        TargetConfig config = ConfigFiles.target(file);
        PrintWriter out = spec.commandLine().getOut();
        int luns = config.targets().values().stream()
                .mapToInt(target -> target.luns().size())
                .sum();
        out.println(file + ": good: " + config.targets().size() + " targets, " + luns + " LUNs, "
                + config.portals().size() + " portals");
        out.flush();
        return ExitCodes.OK;
    }

    boolean debug() {
        return debug;
    }
}
