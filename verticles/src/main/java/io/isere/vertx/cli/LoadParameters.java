package io.isere.vertx.cli;

import io.isere.vertx.load.LoadKind;
import io.isere.vertx.load.LoadOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a load is, in fio's words. */
final class LoadParameters {
    private static final long VERIFY_SPAN_BYTES = 256L << 20;

    enum RateProcess {
        LINEAR,
        POISSON
    }

    @Option(
            names = "--rw",
            paramLabel = "LOAD",
            description = "read, write, rw (sequential), randread, randwrite, randrw. Default: ${DEFAULT-VALUE}.")
    private LoadKind rw = LoadKind.RANDREAD;

    @Option(
            names = "--rwmixread",
            paramLabel = "N",
            description = "Of rw and randrw: reads of a hundred commands. Default: 50.")
    private @Nullable Integer readPercent;

    @Option(
            names = "--bs",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Bytes of a command. Default: 4k.")
    private long commandBytes = 4096;

    @Option(
            names = "--iodepth",
            paramLabel = "N",
            description = "Commands of a session under way at a time, 1 to 4096. Default: ${DEFAULT-VALUE}.")
    private int depth = 32;

    @Option(
            names = "--iodepth-total",
            paramLabel = "N",
            description = "Commands of all sessions together, divided among them, in place of --iodepth.")
    private @Nullable Integer totalDepth;

    @Option(
            names = "--rate",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Open loop: bytes a second of each session that are due, whatever the disk does. A latency"
                    + " counts from when its command was due. Default: closed loop.")
    private @Nullable Long bytesPerSecond;

    @Option(names = "--rate-iops", paramLabel = "N", description = "The same in commands a second of each session.")
    private @Nullable Double commandsPerSecond;

    @Option(
            names = "--rate-process",
            paramLabel = "linear|poisson",
            description = "Open loop: times between commands are equal, or random as those of many clients. Default:"
                    + " ${DEFAULT-VALUE}.")
    private RateProcess rateProcess = RateProcess.LINEAR;

    @Option(names = "--runtime", paramLabel = "S", description = "Seconds measured. Default: ${DEFAULT-VALUE}.")
    private double runSeconds = 10;

    @Option(
            names = {"--ramp", "--warmup"},
            paramLabel = "S",
            description = "Seconds before measuring begins. Default: ${DEFAULT-VALUE}.")
    private double rampSeconds = 2;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Use so many bytes of the disk. Default: all of it; with --verify, 256m at most.")
    private @Nullable Long spanBytes;

    @Option(
            names = "--verify",
            description = "Fill the disk with a pattern first, check every read, and read all of it at the end; exit"
                    + " status 4 when data is wrong. Sessions do not share places then. DESTROYS what is on the disk.")
    private boolean verify;

    @Option(
            names = {"--seed", "--randseed"},
            paramLabel = "N",
            description = "Seed of places, ratios, times and data. Default: another each time.")
    private @Nullable Long seed;

    boolean verify() {
        return verify;
    }

    /** Checks them, but for what depends on the disk. */
    void check() {
        if (bytesPerSecond != null && commandsPerSecond != null) {
            throw usage("--rate and --rate-iops say the same: give one of them");
        }
        if (rateProcess == RateProcess.POISSON && bytesPerSecond == null && commandsPerSecond == null) {
            throw usage("--rate-process goes with --rate or --rate-iops");
        }
        if (readPercent != null && !rw.isMixed()) {
            throw usage("--rwmixread goes with --rw rw or randrw");
        }
        if (totalDepth != null && totalDepth < 1) {
            throw usage("--iodepth-total must be positive");
        }
        options(1);
    }

    /** The load of so many sessions, but for the part of the disk. */
    private LoadOptions options(int sessions) {
        try {
            LoadOptions options = new LoadOptions()
                    .setKind(rw)
                    .setCommandBytes(Math.toIntExact(commandBytes))
                    .setDepth(depth(sessions))
                    .setCommandsPerSecond(rateOf())
                    .setPoisson(rateProcess == RateProcess.POISSON)
                    .setRunSeconds(runSeconds)
                    .setRampSeconds(rampSeconds)
                    .setVerify(verify);
            if (readPercent != null) {
                options.setReadPercent(readPercent);
            }
            return seed == null ? options : options.setSeed(seed);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw usage(CliException.messageOf(e));
        }
    }

    /** Commands of a session under way. */
    int depth(int sessions) {
        return totalDepth == null ? depth : Math.max(1, totalDepth / sessions);
    }

    private double rateOf() {
        if (bytesPerSecond != null) {
            return (double) bytesPerSecond / commandBytes;
        }
        return commandsPerSecond == null ? 0 : commandsPerSecond;
    }

    /**
     * The load of so many sessions on a place.
     *
     * @param place where on the disk
     */
    LoadOptions options(int sessions, DiskUrl place) {
        long wantedBytes = spanBytes != null ? spanBytes : verify ? VERIFY_SPAN_BYTES : 0;
        if (place.lengthBytes() >= 0) {
            wantedBytes = wantedBytes == 0 ? place.lengthBytes() : Math.min(wantedBytes, place.lengthBytes());
        }
        return options(sessions).setOffsetBytes(place.offsetBytes()).setSpanBytes(wantedBytes);
    }

    private static CliException usage(String message) {
        return new CliException(ExitCodes.USAGE, message, null);
    }
}
