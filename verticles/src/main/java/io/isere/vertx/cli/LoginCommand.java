package io.isere.vertx.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isere login}: proves logins, and marks nodes for sessions to be kept. */
@Command(
        name = "login",
        header = "Log in to nodes, and mark them for sessions to be kept.",
        description = {
            "Logs in to each node that -T and -p choose, with the settings of isere node, shows its LUNs and logs out"
                    + " again: sessions live in processes. Where that works, the node is marked node.startup = automatic,"
                    + " and isere session --open, running or started later, keeps a session with it.",
            "Exit status 3 when a login failed; the other nodes are logged in to nevertheless."
        },
        footerHeading = "%nExample:%n",
        footer = {"  isere login -T iqn.2026-11.io.isere:disk1 -p 192.0.2.7", ""})
final class LoginCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private DatabaseOptions database;

    @Mixin
    private NodeChoice choice;

    @Option(names = "--once", description = "Only prove the login, mark nothing.")
    private boolean once;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    LoginCommand() {}

    @Override
    public Integer call() {
        common.requireNetwork();
        return new NodeLogin(common, database, spec.commandLine().getOut()).login(choice, once);
    }
}
