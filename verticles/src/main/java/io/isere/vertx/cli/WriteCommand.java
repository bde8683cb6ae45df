package io.isere.vertx.cli;

import io.isere.vertx.IsereDevice;
import io.isere.vertx.config.Sizes;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isere write}: some blocks of a disk, from a file, a pipe, the command line, or all alike. */
@Command(
        name = "write",
        header = "Write blocks of a remote disk.",
        description =
                "What is written is flushed to stable storage before the command ends. A last block that is only half covered"
                        + " keeps its other half.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  isere write iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0 --lba 2048 --in boot.bin",
            "  isere write iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0 --text 'hello, disk'",
            "  isere write iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0 --lba 100 --fill 0 --blocks 1000",
            ""
        })
final class WriteCommand implements Callable<Integer> {
    private static final int DEPTH = 8;

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

    @Option(
            names = "--blocks",
            paramLabel = "N",
            description = "How many at most; needed with --fill. Default: as many as there is data for.")
    private @Nullable Long blocks;

    @ArgGroup(multiplicity = "1")
    private Data data;

    /** What is written: one of these. */
    static final class Data {
        @Option(names = "--in", paramLabel = "FILE", description = "A file, - is standard input.")
        private @Nullable String file;

        @Option(names = "--text", paramLabel = "TEXT", description = "This, in UTF-8.")
        private @Nullable String text;

        @Option(names = "--fill", paramLabel = "BYTE", description = "This byte, 0 to 255, in every place.")
        private @Nullable Integer fill;
    }

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    WriteCommand() {}

    @Override
    public Integer call() throws IOException {
        Integer fill = data.fill;
        if (fill != null && (fill < 0 || fill > 255 || blocks == null)) {
            throw new CliException(ExitCodes.USAGE, "--fill needs a byte from 0 to 255, and --blocks N", null);
        }
        common.requireNetwork();
        DiskUrl disk = DiskUrl.parse(url);
        try (ReadableByteChannel source = Channels.newChannel(open())) {
            Vertx vertx = common.startVertx();
            try (Client client = Client.open(vertx, common, lasting, disk, DEPTH)) {
                write(client.device(), source);
            } finally {
                Waiting.await(vertx.close());
            }
        } catch (NoSuchFileException e) {
            throw new CliException(ExitCodes.FAILED, "there is no file " + e.getFile(), e);
        }
        return ExitCodes.OK;
    }

    private InputStream open() throws IOException {
        String file = data.file;
        String text = data.text;
        Integer fill = data.fill;
        if (text != null) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
        if (fill != null) {
            return new Filling(fill);
        }
        return file == null || file.equals("-") ? System.in : Files.newInputStream(Path.of(file));
    }

    private void write(IsereDevice device, ReadableByteChannel source) throws IOException {
        long most = blocks == null ? device.geometry().blockCount() - lba : blocks;
        BlockRange.require(device, lba, Math.max(0, most));
        Progress silent = new Progress(spec.commandLine().getErr(), false, -1);
        long bytes =
                new Upload(device, DEPTH, silent).run(source, lba * device.blockBytes(), most * device.blockBytes());
        Waiting.await(device.flush());
        PrintWriter out = spec.commandLine().getOut();
        out.println("wrote " + bytes + " bytes (" + Sizes.format(bytes) + ") from block " + lba + " on, flushed");
        out.flush();
    }

    /** One byte without end. */
    private static final class Filling extends InputStream {
        private final byte value;

        Filling(int value) {
            this.value = (byte) value;
        }

        @Override
        public int read() {
            return value & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            Arrays.fill(bytes, offset, offset + length, value);
            return length;
        }
    }
}
