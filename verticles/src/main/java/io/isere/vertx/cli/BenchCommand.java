package io.isere.vertx.cli;

import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTarget;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTransport;
import io.isere.vertx.config.LunSpec;
import io.isere.vertx.load.LoadHtml;
import io.isere.vertx.load.LoadMismatchException;
import io.isere.vertx.load.LoadResult;
import io.isere.vertx.load.LoadRun;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
            "Keeps --iodepth commands under way on each of --numjobs sessions for --runtime seconds (closed loop), or"
                    + " sends --rate-iops a second whatever the disk does (open loop, where a latency counts from when its"
                    + " command was due). Nothing is allocated per command. The loads that write DESTROY what is on the"
                    + " disk.",
            "--local serves a disk of this process's own memory or file, so that one command measures both ends:"
                    + " over software iWARP, over plain iSCSI with --transport tcp, or without any network with --provider inprocess. A RAM disk is"
                    + " filled before it is measured."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  isere bench --local ram:1g --rw randread --bs 4k --iodepth 32",
            "  isere bench --local ram:1g --rw randrw --rwmixread 70 --rate-iops 20000 --rate-process poisson",
            "  isere bench --local ram:1g --transport tcp --header-digest crc32c --data-digest crc32c",
            "  isere bench --local ram:1g --provider inprocess --json",
            "  isere bench iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0 --rw randrw --verify --size 256m",
            "  isere bench iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0 --numjobs 1,8,64,512,1000 \\",
            "      --iodepth-total 1000 --html report.html",
            ""
        })
final class BenchCommand implements Callable<Integer> {
    /** Sessions of one load; a loop has memory for more, a system's table of open files often has not. */
    private static final int MAX_JOBS = 10_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private SessionOptions lasting;

    @ArgGroup(exclusive = false, validate = false, heading = "%nThe load, in fio's words:%n")
    private LoadParameters load = new LoadParameters();

    @Parameters(arity = "0..1", paramLabel = "URL", description = "The disk: " + DiskUrl.SHAPE + ".")
    private @Nullable String url;

    @Option(
            names = "--local",
            paramLabel = "SPEC",
            description = "Serve this disk here and measure that: file:PATH or ram:SIZE, as in isere target.")
    private @Nullable String local;

    @Option(
            names = "--numjobs",
            split = ",",
            paramLabel = "N",
            description =
                    "Sessions, each with the same load; several numbers: one run after another, each with so many."
                            + " Default: 1.")
    private int[] jobs = {1};

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Option(names = "--histogram", description = "Print latencies by powers of two, too.")
    private boolean histogram;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with plots.")
    private @Nullable Path html;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    BenchCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Vertx vertx = common.startVertx();
        try {
            if (url != null) {
                measure(vertx, DiskUrl.parse(url), load.verify());
            } else {
                measureLocal(vertx, LunSpec.parse(String.valueOf(local)));
            }
        } finally {
            Waiting.await(vertx.close());
        }
        return ExitCodes.OK;
    }

    private void check() {
        if ((url == null) == (local == null)) {
            throw new CliException(ExitCodes.USAGE, "give either a URL or --local SPEC", null);
        }
        for (int count : jobs) {
            if (count < 1 || count > MAX_JOBS) {
                throw new CliException(ExitCodes.USAGE, "--numjobs is 1 to " + MAX_JOBS + ", not " + count, null);
            }
        }
        load.check();
        Path folder = html == null ? null : html.toAbsolutePath().getParent();
        if (folder != null && !Files.isWritable(folder)) {
            throw new CliException(
                    ExitCodes.USAGE, "cannot write --html " + html + ": no such folder to write in", null);
        }
        if (local == null) {
            common.requireNetwork();
        }
    }

    private void measureLocal(Vertx vertx, LunSpec lun) throws IOException, InterruptedException {
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
            DiskUrl disk = new DiskUrl(over, target.portals().get(0), target.name(), 0, 0, -1);
            measure(vertx, disk, load.verify() || lun.isRam());
        } finally {
            Waiting.await(target.close());
        }
    }

    private void measure(Vertx vertx, DiskUrl disk, boolean fill) throws IOException, InterruptedException {
        List<LoadResult> results = new ArrayList<>();
        BenchOutput output = new BenchOutput(spec.commandLine().getOut(), json, histogram);
        for (int count : jobs) {
            // Data that is checked is another job's after every change of their number.
            LoadResult result = measure(vertx, disk, count, fill && (load.verify() || results.isEmpty()));
            results.add(result);
            output.tell(result);
        }
        output.finish(results);
        if (html != null) {
            Files.writeString(html, LoadHtml.page(results));
        }
    }

    private LoadResult measure(Vertx vertx, DiskUrl disk, int count, boolean fill) throws InterruptedException {
        Supplier<IsereInitiatorOptions> options =
                () -> lasting.applyTo(common.initiator(disk)).setQueueDepth(load.depth(count));
        try (LoadClients clients = LoadClients.open(vertx, options, disk, count);
                LoadRun run = run(clients, disk, count)) {
            if (fill) {
                run.fill();
            }
            LoadResult result = run.measure();
            if (load.verify()) {
                run.readBack();
            }
            return result;
        } catch (LoadMismatchException e) {
            throw new CliException(ExitCodes.MISMATCH, CliException.messageOf(e), e);
        }
    }

    private LoadRun run(LoadClients clients, DiskUrl disk, int count) {
        try {
            return new LoadRun(clients.devices(), clients.over(), load.options(count, disk));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCodes.USAGE, CliException.messageOf(e), e);
        }
    }
}
