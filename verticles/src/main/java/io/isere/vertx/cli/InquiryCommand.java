package io.isere.vertx.cli;

import io.isere.scsi.initiator.BlockGeometry;
import io.isere.scsi.initiator.InquiryData;
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

/** {@code isere inquiry}: what a disk says about itself. */
@Command(
        name = "inquiry",
        header = "Show what a remote disk says about itself.",
        description = "Prints vendor, product and revision, and the disk's size, block size and transfer limit.",
        footerHeading = "%nExample:%n",
        footer = {"  isere inquiry iser://192.0.2.7:3260/iqn.2026-11.io.isere:disk1/0", ""})
final class InquiryCommand implements Callable<Integer> {
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
    InquiryCommand() {}

    @Override
    public Integer call() {
        common.requireNetwork();
        DiskUrl disk = DiskUrl.parse(url);
        Vertx vertx = common.startVertx();
        try (Client client = Client.open(vertx, common, lasting, disk, 1)) {
            print(Waiting.await(client.device().inquiry()), client.device().geometry());
        } finally {
            Waiting.await(vertx.close());
        }
        return ExitCodes.OK;
    }

    private void print(InquiryData inquiry, BlockGeometry geometry) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new JsonObject()
                    .put("vendor", inquiry.vendor())
                    .put("product", inquiry.product())
                    .put("revision", inquiry.revision())
                    .put("capacityBytes", geometry.capacityBytes())
                    .put("blocks", geometry.blockCount())
                    .put("blockBytes", geometry.blockBytes())
                    .put("maxTransferBlocks", geometry.maxTransferBlocks())
                    .encodePrettily());
            out.flush();
            return;
        }
        out.println(
                "vendor " + inquiry.vendor() + ", product " + inquiry.product() + ", revision " + inquiry.revision());
        out.println("capacity " + geometry.capacityBytes() + " bytes (" + Sizes.format(geometry.capacityBytes())
                + "), " + geometry.blockCount() + " blocks of " + geometry.blockBytes() + " bytes, at most "
                + geometry.maxTransferBlocks() + " a command");
        out.flush();
    }
}
