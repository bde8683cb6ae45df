package io.isere.vertx.cli;

import io.isere.vertx.config.LunSpec;
import io.isere.vertx.config.Sizes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isere luns}: the logical units of a running target, and changes of them. */
@Command(
        name = "luns",
        header = "Show, add or remove the disks of a running target.",
        description =
                "Without a further word, lists them. Initiators learn of a change by a unit attention. What a target"
                        + " serves by --config is as the file says again after the next SIGHUP: change the file too.",
        subcommands = {LunsCommand.Add.class, LunsCommand.Remove.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  isere luns",
            "  isere luns add 3 file:more.img,size=10g",
            "  isere luns remove 3 --target iqn.2026-11.io.isere:target",
            ""
        })
final class LunsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    LunsCommand() {}

    @Override
    public Integer call() throws IOException {
        JsonArray luns = (JsonArray) admin.ask(AdminOptions.request("luns"));
        PrintWriter out = spec.commandLine().getOut();
        if (admin.json()) {
            out.println(luns.encodePrettily());
        } else {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("TARGET", "LUN", "SIZE", "BLOCK", "ACCESS", "STORE"));
            luns.stream().map(JsonObject.class::cast).forEach(lun -> rows.add(row(lun)));
            TextTable.print(rows, out);
        }
        out.flush();
        return ExitCodes.OK;
    }

    private static List<String> row(JsonObject lun) {
        return List.of(
                lun.getString("target"),
                lun.getInteger("lun").toString(),
                Sizes.format(lun.getLong("capacityBytes")),
                lun.getInteger("blockBytes").toString(),
                lun.getBoolean("readOnly") ? "read only" : "read write",
                lun.getString("store"));
    }

    /** Which unit of which target. */
    static final class Place {
        @Option(
                names = "--target",
                paramLabel = "IQN",
                description = "The target. Default: the only one of the process.")
        private String target = "";

        @Parameters(index = "0", paramLabel = "LUN", description = "The number of the logical unit, 0 to 16383.")
        private int lun;

        JsonObject request(String command) {
            return AdminOptions.request(command).put("target", target).put("lun", lun);
        }
    }

    /** Prints what was changed. */
    private static int done(CommandSpec spec, AdminOptions admin, Object answer, String what) {
        PrintWriter out = spec.commandLine().getOut();
        JsonObject change = (JsonObject) answer;
        out.println(
                admin.json()
                        ? change.encodePrettily()
                        : "LUN " + change.getInteger("lun") + " of " + change.getString("target") + " " + what);
        out.flush();
        return ExitCodes.OK;
    }

    /** {@code isere luns add}. */
    @Command(
            name = "add",
            header = "Serve one more disk.",
            footerHeading = "%nExample:%n",
            footer = {"  isere luns add 3 file:more.img,size=10g,bs=4096", ""})
    static final class Add implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private AdminOptions admin;

        @Mixin
        private Place place;

        @Parameters(
                index = "1",
                paramLabel = "SPEC",
                description = "What to serve, as isere target --lun has it; paths are relative to where you are.")
        private String lunSpec;

        @SuppressWarnings("NullAway.Init") // picocli sets the fields
        Add() {}

        @Override
        public Integer call() throws IOException {
            LunSpec.parse(lunSpec);
            JsonObject request = place.request("luns-add")
                    .put("spec", lunSpec)
                    .put("folder", Path.of("").toAbsolutePath().toString());
            return done(spec, admin, admin.ask(request), "added: " + lunSpec);
        }
    }

    /** {@code isere luns remove}. */
    @Command(
            name = "remove",
            header = "Serve a disk no more, when its commands have ended.",
            footerHeading = "%nExample:%n",
            footer = {"  isere luns remove 3", ""})
    static final class Remove implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private AdminOptions admin;

        @Mixin
        private Place place;

        @SuppressWarnings("NullAway.Init") // picocli sets the fields
        Remove() {}

        @Override
        public Integer call() throws IOException {
            return done(spec, admin, admin.ask(place.request("luns-remove")), "removed");
        }
    }
}
