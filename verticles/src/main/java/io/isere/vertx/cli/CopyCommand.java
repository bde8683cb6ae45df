package io.isere.vertx.cli;

import io.isere.vertx.IsereDevice;
import io.isere.vertx.config.Sizes;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isere copy}: a file onto a remote disk, or part of a remote disk into a file. */
@Command(
        name = "copy",
        header = "Copy a file onto a remote disk, or a remote disk into a file.",
        description = {
            "One of SRC and DST is " + DiskUrl.SHAPE + ", the other a file, or - for standard input or output. What was"
                    + " written is flushed to stable storage before the command ends. A last block that is only half"
                    + " covered keeps its other half.",
            "Prints what was copied, how fast, and its SHA-256."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  isere copy disk.img iser://192.0.2.7:3260/iqn.2026-11.io.isere:disk1/0 --verify",
            "  isere copy iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0 backup.img",
            "  isere copy 'iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0?offset=1g&length=64m' - | sha256sum",
            ""
        })
final class CopyCommand implements Callable<Integer> {
    private static final String STANDARD_STREAM = "-";

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private SessionOptions lasting;

    @Parameters(index = "0", paramLabel = "SRC", description = "What to copy.")
    private String source;

    @Parameters(index = "1", paramLabel = "DST", description = "Where to.")
    private String destination;

    @Option(
            names = "--length",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Copy this many bytes at most. Default: all there are.")
    private @Nullable Long lengthBytes;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "Commands of 1 MiB under way at a time. Default: ${DEFAULT-VALUE}.")
    private int depth = 8;

    @Option(
            names = "--verify",
            description = "After writing to a disk, read it back and compare digests; exit status 4 when they differ.")
    private boolean verify;

    @Option(
            names = "--progress",
            negatable = true,
            description = "Show progress on stderr. Default: when the isere script finds a terminal there.")
    private @Nullable Boolean progress;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CopyCommand() {}

    @Override
    public Integer call() throws IOException {
        boolean upload = DiskUrl.isOne(destination);
        if (DiskUrl.isOne(source) == upload) {
            throw new CliException(
                    ExitCodes.USAGE, "one of SRC and DST must be " + DiskUrl.SHAPE + ", the other a file or -", null);
        }
        if (depth < 1) {
            throw new CliException(ExitCodes.USAGE, "--depth must be at least 1", null);
        }
        common.requireNetwork();
        DiskUrl url = DiskUrl.parse(upload ? destination : source);
        Vertx vertx = common.startVertx();
        try {
            return upload ? upload(vertx, url) : download(vertx, url);
        } finally {
            Waiting.await(vertx.close());
        }
    }

    private int upload(Vertx vertx, DiskUrl url) throws IOException {
        try (ReadableByteChannel from = openSource();
                Client client = Client.open(vertx, common, lasting, url, depth)) {
            DeviceRange range = DeviceRange.of(client.device(), url, lengthBytes == null ? -1 : lengthBytes);
            long sourceBytes = sourceBytes();
            if (lengthBytes == null && url.lengthBytes() < 0 && sourceBytes > range.lengthBytes()) {
                throw new CliException(
                        ExitCodes.FAILED,
                        source + " (" + Sizes.format(sourceBytes) + ") does not fit into the "
                                + Sizes.format(range.lengthBytes()) + " of the disk: copy less with --length",
                        null);
            }
            return upload(client.device(), from, range, Math.min(sourceBytes, range.lengthBytes()));
        }
    }

    private int upload(IsereDevice device, ReadableByteChannel from, DeviceRange range, long expectedBytes)
            throws IOException {
        long beganNs = System.nanoTime();
        Progress shown = progress(expectedBytes);
        Upload upload = new Upload(device, depth, shown);
        long bytes = upload.run(from, range.offsetBytes(), range.lengthBytes());
        Waiting.await(device.flush());
        shown.end();
        String digest = upload.sha256();
        report("wrote", bytes, System.nanoTime() - beganNs, "flushed", digest);
        if (isSourceLeft(from)) {
            throw new CliException(ExitCodes.FAILED, "the disk is full, and " + source + " has more", null);
        }
        return verify ? verify(device, range.offsetBytes(), bytes, digest) : ExitCodes.OK;
    }

    /** Whether a stream of unknown length did not fit. */
    private boolean isSourceLeft(ReadableByteChannel from) throws IOException {
        return source.equals(STANDARD_STREAM) && lengthBytes == null && from.read(ByteBuffer.allocate(1)) > 0;
    }

    private int verify(IsereDevice device, long offsetBytes, long bytes, String written) throws IOException {
        long beganNs = System.nanoTime();
        Progress shown = progress(bytes);
        Download readBack = new Download(device, depth, shown);
        readBack.run(null, offsetBytes, bytes);
        shown.end();
        String read = readBack.sha256();
        boolean same = read.equals(written);
        report("read back", bytes, System.nanoTime() - beganNs, same ? "digests match" : "DIGESTS DIFFER", read);
        return same ? ExitCodes.OK : ExitCodes.MISMATCH;
    }

    private int download(Vertx vertx, DiskUrl url) throws IOException {
        try (Client client = Client.open(vertx, common, lasting, url, depth);
                WritableByteChannel to = openDestination()) {
            DeviceRange range = DeviceRange.of(client.device(), url, lengthBytes == null ? -1 : lengthBytes);
            long beganNs = System.nanoTime();
            Progress shown = progress(range.lengthBytes());
            Download download = new Download(client.device(), depth, shown);
            download.run(to, range.offsetBytes(), range.lengthBytes());
            shown.end();
            report("read", range.lengthBytes(), System.nanoTime() - beganNs, "", download.sha256());
            return ExitCodes.OK;
        }
    }

    private ReadableByteChannel openSource() throws IOException {
        if (source.equals(STANDARD_STREAM)) {
            return Channels.newChannel(System.in);
        }
        try {
            return Files.newByteChannel(Path.of(source), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new CliException(ExitCodes.FAILED, "there is no file " + source, e);
        }
    }

    /** The size of the source; for a stream, more than there can be. */
    private long sourceBytes() throws IOException {
        return source.equals(STANDARD_STREAM) ? Long.MAX_VALUE : Files.size(Path.of(source));
    }

    private WritableByteChannel openDestination() throws IOException {
        return destination.equals(STANDARD_STREAM)
                ? Channels.newChannel(System.out)
                : Files.newByteChannel(
                        Path.of(destination),
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING);
    }

    private Progress progress(long totalBytes) {
        boolean shown = progress != null ? progress : Boolean.getBoolean("isere.terminal");
        return new Progress(spec.commandLine().getErr(), shown, totalBytes == Long.MAX_VALUE ? -1 : totalBytes);
    }

    private void report(String what, long bytes, long elapsedNs, String remark, String digest) {
        boolean dataOnStdout = destination.equals(STANDARD_STREAM);
        PrintWriter to =
                dataOnStdout ? spec.commandLine().getErr() : spec.commandLine().getOut();
        to.println(String.format(
                Locale.ROOT,
                "%s %s in %.2f s (%s)%s, sha256 %s",
                what,
                Sizes.format(bytes),
                elapsedNs / 1e9,
                Sizes.rate(bytes, elapsedNs),
                remark.isEmpty() ? "" : ", " + remark,
                digest));
        to.flush();
    }
}
