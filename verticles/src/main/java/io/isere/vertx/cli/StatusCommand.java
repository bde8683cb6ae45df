package io.isere.vertx.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isere status}: what a running target is and does. */
@Command(
        name = "status",
        header = "Show what a running target is and has done.",
        description =
                "Portals, targets, sessions, counters since its start, and percentiles of how long commands took, from"
                        + " their arrival to their response, in microseconds.",
        footerHeading = "%nExamples:%n",
        footer = {"  isere status", "  isere status --json | jq .counters", ""})
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    StatusCommand() {}

    @Override
    public Integer call() throws IOException {
        JsonObject status = (JsonObject) admin.ask(AdminOptions.request("status"));
        PrintWriter out = spec.commandLine().getOut();
        if (admin.json()) {
            out.println(status.encodePrettily());
        } else {
            new StatusText(status).print(out);
        }
        out.flush();
        return ExitCodes.OK;
    }
}
