package io.isere.vertx.cli;

import io.isere.vertx.IsereDevice;
import io.isere.vertx.config.Sizes;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isere read}: some blocks of a disk, to look at or into a file. */
@Command(
        name = "read",
        header = "Read blocks of a remote disk.",
        description =
                "Shows them in hexadecimal, or puts them into a file or a pipe with --out. For whole disks, isere copy shows"
                        + " progress and a digest.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  isere read iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0",
            "  isere read iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0 --lba 2048 --blocks 8 --out - | file -",
            ""
        })
final class ReadCommand implements Callable<Integer> {
    private static final int DEPTH = 8;
    private static final long MAX_SHOWN_BYTES = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private SessionOptions lasting;

    @Parameters(paramLabel = "URL", description = "The disk: iser://HOST:PORT/TARGET/LUN, or iscsi://... over TCP.")
    private String url;

    @Option(names = "--lba", paramLabel = "N", description = "The first block. Default: ${DEFAULT-VALUE}.")
    private long lba;

    @Option(names = "--blocks", paramLabel = "N", description = "How many. Default: ${DEFAULT-VALUE}.")
    private long blocks = 1;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Put them there, - is standard output, and show nothing.")
    private String destination = "";

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ReadCommand() {}

    @Override
    public Integer call() throws IOException {
        common.requireNetwork();
        DiskUrl disk = DiskUrl.parse(url);
        Vertx vertx = common.startVertx();
        try (Client client = Client.open(vertx, common, lasting, disk, DEPTH)) {
            IsereDevice device = client.device();
            BlockRange.require(device, lba, blocks);
            if (destination.isEmpty()) {
                show(device);
            } else {
                copy(device);
            }
        } finally {
            Waiting.await(vertx.close());
        }
        return ExitCodes.OK;
    }

    private void show(IsereDevice device) {
        if (blocks * device.blockBytes() > MAX_SHOWN_BYTES) {
            throw new CliException(
                    ExitCodes.USAGE,
                    Sizes.format(blocks * device.blockBytes())
                            + " are too much to look at: put them into a file, --out FILE",
                    null);
        }
        PrintWriter out = spec.commandLine().getOut();
        byte[] bytes = Waiting.await(device.read(lba, (int) blocks)).getBytes();
        HexDump.print(bytes, lba * device.blockBytes(), out);
        out.flush();
    }

    private void copy(IsereDevice device) throws IOException {
        try (WritableByteChannel to = open()) {
            Progress silent = new Progress(spec.commandLine().getErr(), false, -1);
            new Download(device, DEPTH, silent).run(to, lba * device.blockBytes(), blocks * device.blockBytes());
        }
    }

    private WritableByteChannel open() throws IOException {
        return destination.equals("-")
                ? Channels.newChannel(System.out)
                : Files.newByteChannel(
                        Path.of(destination),
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING);
    }
}
