package io.isere.vertx.cli;

import io.isere.vertx.config.Sizes;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isere verify}: whether a disk holds what a file holds. */
@Command(
        name = "verify",
        header = "Compare a remote disk with a file.",
        description =
                "Reads as much of the disk as the file is long, compares every byte, and tells where the first difference"
                        + " is. Exit status 4 when there is one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  isere verify backup.img iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0",
            "  isere verify part.img 'iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0?offset=1g'",
            ""
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private SessionOptions lasting;

    @Parameters(index = "0", paramLabel = "FILE", description = "What the disk should hold.")
    private Path file;

    @Parameters(index = "1", paramLabel = "URL", description = "The disk: " + DiskUrl.SHAPE + ".")
    private String url;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "Commands of 1 MiB under way at a time. Default: ${DEFAULT-VALUE}.")
    private int depth = 8;

    @Option(
            names = "--progress",
            negatable = true,
            description = "Show progress on stderr. Default: when the isere script finds a terminal there.")
    private @Nullable Boolean progress;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    VerifyCommand() {}

    @Override
    public Integer call() throws IOException {
        if (depth < 1) {
            throw new CliException(ExitCodes.USAGE, "--depth must be at least 1", null);
        }
        common.requireNetwork();
        DiskUrl disk = DiskUrl.parse(url);
        try (ReadableByteChannel source = Files.newByteChannel(file)) {
            Vertx vertx = common.startVertx();
            try (Client client = Client.open(vertx, common, lasting, disk, depth)) {
                return compare(client, disk, source, Files.size(file));
            } finally {
                Waiting.await(vertx.close());
            }
        } catch (NoSuchFileException e) {
            throw new CliException(ExitCodes.FAILED, "there is no file " + file, e);
        }
    }

    private int compare(Client client, DiskUrl disk, ReadableByteChannel source, long fileBytes) throws IOException {
        DeviceRange range = DeviceRange.of(client.device(), disk, -1);
        if (fileBytes > range.lengthBytes()) {
            throw new CliException(
                    ExitCodes.MISMATCH,
                    file + " (" + Sizes.format(fileBytes) + ") is longer than the " + Sizes.format(range.lengthBytes())
                            + " of the disk",
                    null);
        }
        boolean shown = progress != null ? progress : Boolean.getBoolean("isere.terminal");
        Progress line = new Progress(spec.commandLine().getErr(), shown, fileBytes);
        Comparison comparison = new Comparison(source);
        new Download(client.device(), depth, line).run(comparison, range.offsetBytes(), fileBytes);
        line.end();
        PrintWriter out = spec.commandLine().getOut();
        long at = comparison.firstDifference();
        out.println(
                at < 0
                        ? Sizes.format(fileBytes) + " are the same"
                        : "DIFFERENT: " + comparison.differentBytes() + " bytes, the first at " + at
                                + " of the file, block "
                                + (range.offsetBytes() + at) / client.device().blockBytes() + " of the disk");
        out.flush();
        return at < 0 ? ExitCodes.OK : ExitCodes.MISMATCH;
    }
}
