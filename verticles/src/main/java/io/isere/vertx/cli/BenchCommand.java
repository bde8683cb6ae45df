package io.isere.vertx.cli;

import io.isere.vertx.IsereDevice;
import io.isere.vertx.IsereTarget;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTransport;
import io.isere.vertx.config.LunSpec;
import io.isere.vertx.config.Sizes;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isere bench}: loads a disk and measures it. */
@Command(
        name = "bench",
        header = "Load a disk and measure it.",
        description = {
            "Keeps --iodepth commands under way on one session for --runtime seconds, with reusable tasks that allocate"
                    + " nothing. The loads that write DESTROY what is on the disk.",
            "--local serves a disk of this process's own memory or file, so that one command measures both ends:"
                    + " over software iWARP, over plain iSCSI with --transport tcp, or without any network with --provider inprocess. A RAM disk is"
                    + " filled before it is measured."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  isere bench --local ram:1g --rw randread --bs 4k --iodepth 32",
            "  isere bench --local ram:1g --transport tcp --header-digest crc32c --data-digest crc32c",
            "  isere bench --local ram:1g --provider inprocess --json",
            "  isere bench iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0 --rw randrw --verify --size 256m",
            ""
        })
final class BenchCommand implements Callable<Integer> {
    private static final long VERIFY_SPAN_BYTES = 256L << 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private SessionOptions lasting;

    @Parameters(arity = "0..1", paramLabel = "URL", description = "The disk: " + DiskUrl.SHAPE + ".")
    private @Nullable String url;

    @Option(
            names = "--local",
            paramLabel = "SPEC",
            description = "Serve this disk here and measure that: file:PATH or ram:SIZE, as in isere target.")
    private @Nullable String local;

    @Option(
            names = "--rw",
            paramLabel = "LOAD",
            description = "read, write, rw (sequential), randread, randwrite, randrw. Default: ${DEFAULT-VALUE}.")
    private BenchPlan.Rw rw = BenchPlan.Rw.RANDREAD;

    @Option(
            names = "--bs",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Bytes of a command. Default: 4k.")
    private long commandBytes = 4096;

    @Option(
            names = "--iodepth",
            paramLabel = "N",
            description = "Commands under way at a time, 1 to 1024. Default: ${DEFAULT-VALUE}.")
    private int depth = 32;

    @Option(names = "--runtime", paramLabel = "S", description = "Seconds measured. Default: ${DEFAULT-VALUE}.")
    private double runSeconds = 10;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "Seconds before measuring begins. Default: ${DEFAULT-VALUE}.")
    private double warmUpSeconds = 2;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Use the first SIZE bytes of the disk. Default: all of it; with --verify, 256m at most.")
    private @Nullable Long spanBytes;

    @Option(
            names = "--verify",
            description = "Fill the disk with a pattern first, check every read, and read all of it at the end; exit"
                    + " status 4 when data is wrong. DESTROYS what is on the disk.")
    private boolean verify;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of addresses and pattern. Default: another each time.")
    private long seed = ThreadLocalRandom.current().nextLong(1, 1L << 32);

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    BenchCommand() {}

    @Override
    public Integer call() throws IOException {
        if ((url == null) == (local == null)) {
            throw new CliException(ExitCodes.USAGE, "give either a URL or --local SPEC", null);
        }
        if (depth < 1 || depth > 1024) {
            throw new CliException(ExitCodes.USAGE, "--iodepth must be 1 to 1024", null);
        }
        if (local == null) {
            common.requireNetwork();
        }
        Vertx vertx = common.startVertx();
        try {
            if (url != null) {
                measure(vertx, DiskUrl.parse(url), verify);
            } else {
                measureLocal(vertx, LunSpec.parse(String.valueOf(local)));
            }
        } finally {
            Waiting.await(vertx.close());
        }
        return ExitCodes.OK;
    }

    private void measure(Vertx vertx, DiskUrl disk, boolean fill) {
        try (Client client = Client.open(vertx, common, lasting, disk, depth)) {
            measure(client, fill);
        }
    }

    private void measureLocal(Vertx vertx, LunSpec lun) throws IOException {
        DirectMemory.requireRoomFor(lun.isRam() ? lun.sizeBytes() : 0);
        IsereTargetOptions options = common.target()
                .setName(TargetCommand.DEFAULT_NAME)
                .addPortal("127.0.0.1:0")
                .addLun(0, lun.open(), lun.options());
        IsereTarget target = Waiting.await(IsereTarget.create(vertx, options).start());
        try {
            // What was never written is one chunk of zeros, which the processor's cache holds: no disk to measure reads
            // of.
            IsereTransport over = common.transportOr(IsereTransport.ISER);
            measure(vertx, new DiskUrl(over, target.portals().get(0), target.name(), 0, 0, -1), verify || lun.isRam());
        } finally {
            Waiting.await(target.close());
        }
    }

    private void measure(Client client, boolean fill) {
        BenchPlan plan = plan(client.device());
        if (fill) {
            run(client, plan.once(BenchPlan.Rw.WRITE), true);
        }
        BenchMeter meter = run(client, plan, false);
        if (verify) {
            run(client, plan.once(BenchPlan.Rw.READ), true);
        }
        String over = client.session().description();
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? meter.json(over).put("verified", verify).encodePrettily() : meter.text(over));
        if (verify && !json) {
            out.println("  every read was as written (seed " + seed + ")");
        }
        out.flush();
    }

    private static BenchMeter run(Client client, BenchPlan plan, boolean wholeSpanOnce) {
        return Waiting.await(new BenchRun(client.device(), plan, wholeSpanOnce).start());
    }

    private BenchPlan plan(IsereDevice device) {
        int blockBytes = device.blockBytes();
        long maxBytes = (long) device.geometry().maxTransferBlocks() * blockBytes;
        if (commandBytes < blockBytes || commandBytes > maxBytes || commandBytes % blockBytes != 0) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "--bs must be a multiple of the disk's blocks of " + blockBytes + " bytes, and at most "
                            + Sizes.format(maxBytes),
                    null);
        }
        long wantedBytes = spanBytes != null ? spanBytes : verify ? VERIFY_SPAN_BYTES : device.capacityBytes();
        long commands = Math.min(wantedBytes, device.capacityBytes()) / commandBytes;
        if (commands < 1 || depth * commandBytes > Integer.MAX_VALUE) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "the disk, or --size, holds no command; or --bs times --iodepth is too much",
                    null);
        }
        int blocks = (int) (commandBytes / blockBytes);
        return new BenchPlan(
                rw,
                blocks,
                blockBytes,
                depth,
                commands * blocks,
                (long) (warmUpSeconds * 1e9),
                (long) (runSeconds * 1e9),
                verify,
                seed);
    }
}
