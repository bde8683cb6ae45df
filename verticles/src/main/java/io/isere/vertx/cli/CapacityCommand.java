package io.isere.vertx.cli;

import io.isere.scsi.initiator.BlockGeometry;
import io.isere.vertx.config.Sizes;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isere capacity}: how large a disk is. */
@Command(
        name = "capacity",
        header = "Show how large a remote disk is.",
        description = "Prints its size, its blocks, and the most that one command may move.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  isere capacity iser://192.0.2.7:3260/iqn.2026-11.io.isere:disk1/0",
            "  isere capacity iscsi://192.0.2.7/iqn.2026-11.io.isere:disk1/0 --json",
            ""
        })
final class CapacityCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private SessionOptions lasting;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Parameters(paramLabel = "URL", description = "The disk: iser://HOST:PORT/TARGET/LUN, or iscsi://... over TCP.")
    private String url;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CapacityCommand() {}

    @Override
    public Integer call() {
        common.requireNetwork();
        DiskUrl disk = DiskUrl.parse(url);
        Vertx vertx = common.startVertx();
        try (Client client = Client.open(vertx, common, lasting, disk, 1)) {
            print(client.device().geometry());
        } finally {
            Waiting.await(vertx.close());
        }
        return ExitCodes.OK;
    }

    private void print(BlockGeometry geometry) {
        PrintWriter out = spec.commandLine().getOut();
        long maxBytes = (long) geometry.maxTransferBlocks() * geometry.blockBytes();
        if (json) {
            out.println(new JsonObject()
                    .put("capacityBytes", geometry.capacityBytes())
                    .put("blocks", geometry.blockCount())
                    .put("blockBytes", geometry.blockBytes())
                    .put("maxTransferBytes", maxBytes)
                    .encodePrettily());
        } else {
            out.println(geometry.capacityBytes() + " bytes (" + Sizes.format(geometry.capacityBytes()) + "), "
                    + geometry.blockCount() + " blocks of " + geometry.blockBytes() + " bytes, at most "
                    + Sizes.format(maxBytes) + " a command");
        }
        out.flush();
    }
}
