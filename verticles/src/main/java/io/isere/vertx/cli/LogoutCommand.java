package io.isere.vertx.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isere logout}: no session is to be kept with nodes any more. */
@Command(
        name = "logout",
        header = "Keep no session with nodes any more.",
        description =
                "Marks each node that -T and -p choose node.startup = manual. A running isere session --open logs out"
                        + " of it within seconds; sessions of other commands are theirs.",
        footerHeading = "%nExample:%n",
        footer = {"  isere logout -T iqn.2026-11.io.isere:disk1", ""})
final class LogoutCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private DatabaseOptions database;

    @Mixin
    private NodeChoice choice;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    LogoutCommand() {}

    @Override
    public Integer call() {
        return new NodeLogin(common, database, spec.commandLine().getOut()).logout(choice);
    }
}
