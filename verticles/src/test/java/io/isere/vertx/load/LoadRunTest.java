package io.isere.vertx.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.vertx.IsereDevice;
import io.isere.vertx.testing.Rig;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads on disks over inprocess: what is counted, what is found, what is not hidden. */
class LoadRunTest {
    private static final long MS = 1_000_000;

    @ParameterizedTest
    @EnumSource(LoadKind.class)
    void shouldFindEveryReadAsWritten(LoadKind kind) throws InterruptedException {
        LoadOptions options = shortLoad(kind).setVerify(true).setDepth(8).setCommandBytes(8192);
        try (Rig rig = new Rig("inprocess", new RamBackstore(4 << 20));
                LoadRun run = new LoadRun(devices(rig, 3), "inprocess", options)) {
            run.fill();
            LoadResult result = run.measure();
            run.readBack();
            assertThat(result.commands()).isPositive();
            assertThat(result.reads() > 0).isEqualTo(options.readPercent() > 0);
            assertThat(result.writes() > 0).isEqualTo(options.readPercent() < 100);
            assertThat(result.sessions()).isEqualTo(3);
            assertThat(result.slices()).isNotEmpty();
            double inSlices = result.slices().stream()
                    .mapToDouble(slice -> (slice.readsPerSecond() + slice.writesPerSecond())
                            * (slice.toSeconds() - slice.fromSeconds()))
                    .sum();
            assertThat(result.slices()).allMatch(slice -> slice.toSeconds() - slice.fromSeconds() > 0.04);
            assertThat(inSlices).isCloseTo((double) result.commands(), Percentage.withPercentage(1));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFindALostWrite(boolean random) throws InterruptedException {
        LoadOptions options = shortLoad(random ? LoadKind.RANDWRITE : LoadKind.WRITE)
                .setVerify(true)
                .setDepth(4)
                .setRunSeconds(1);
        FaultyDisk disk = new FaultyDisk(64 << 10);
        try (Rig rig = new Rig("inprocess", disk);
                LoadRun run = new LoadRun(devices(rig, 1), "inprocess", options)) {
            run.fill();
            disk.loseWritesTo(5 * 4096);
            run.measure();
            assertThatThrownBy(run::readBack)
                    .isInstanceOf(LoadMismatchException.class)
                    .hasMessageContaining("wrong data at byte " + 5 * 4096)
                    .hasMessageContaining("seed 7");
        }
    }

    /** A disk that stands still delays all that is due meanwhile, not only what is under way. */
    @Test
    void shouldNotOmitWhatWasDueWhileTheDiskStoodStill() throws InterruptedException {
        LoadOptions options = shortLoad(LoadKind.RANDREAD)
                .setDepth(4)
                .setCommandsPerSecond(1_000)
                .setRunSeconds(1.5);
        FaultyDisk disk = new FaultyDisk(1 << 20).stallAtRead(100, 400);
        try (Rig rig = new Rig("inprocess", disk);
                LoadRun run = new LoadRun(devices(rig, 1), "inprocess", options)) {
            LoadResult result = run.measure();
            Histogram ns = result.latenciesNs();
            long slow = ns.getCountBetweenValues(100 * MS, ns.getMaxValue());
            assertThat(slow).as("commands due in the first 300 ms of 400").isGreaterThanOrEqualTo(250);
            assertThat(result.commands() + result.neverSent()).isBetween(1_499L, 1_501L);
            assertThat(result.json().getJsonObject("latencySinceSentUs").getDouble("p50"))
                    .isLessThanOrEqualTo(
                            result.json().getJsonObject("latencyUs").getDouble("p50"));
        }
    }

    @Test
    void shouldTellWhatItCouldNotSend() throws InterruptedException {
        LoadOptions options = shortLoad(LoadKind.RANDREAD)
                .setDepth(2)
                .setCommandsPerSecond(1_000)
                .setPoisson(true);
        FaultyDisk disk = new FaultyDisk(1 << 20).stallAtRead(0, 1_000);
        try (Rig rig = new Rig("inprocess", disk);
                LoadRun run = new LoadRun(devices(rig, 1), "inprocess", options)) {
            LoadResult result = run.measure();
            assertThat(result.commands()).isEqualTo(2);
            assertThat(result.neverSent()).isBetween(100L, 500L);
            assertThat(LoadText.summary(result)).contains("DID NOT KEEP UP", "(poisson)", "since sent");
        }
    }

    @Test
    void shouldAllocateNothingPerCommand() throws InterruptedException {
        LoadOptions options =
                shortLoad(LoadKind.RANDRW).setRampSeconds(1).setRunSeconds(1).setReadPercent(70);
        try (Rig rig = new Rig("inprocess", new RamBackstore(1 << 20));
                LoadRun run = new LoadRun(devices(rig, 2), "inprocess", options)) {
            LoadResult result = run.measure();
            assertThat(result.bytesAllocatedPerCommand())
                    .as("less than the smallest object")
                    .isLessThan(8);
            assertThat(result.reads()).isBetween(result.commands() * 65 / 100, result.commands() * 75 / 100);
        }
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        try (Rig rig = new Rig("inprocess", new RamBackstore(64 << 10))) {
            List<IsereDevice> one = devices(rig, 1);
            assertRefused(
                    one, shortLoad(LoadKind.READ).setCommandBytes(1000), "a multiple of the disk's blocks of 512");
            assertRefused(one, shortLoad(LoadKind.READ).setOffsetBytes(100), "offset must be a multiple of bs");
            assertRefused(one, shortLoad(LoadKind.READ).setOffsetBytes(64 << 10), "fewer commands of bs than");
            assertRefused(one, shortLoad(LoadKind.READ).setVerify(true), "more commands than iodepth");
        }
    }

    private static void assertRefused(List<IsereDevice> devices, LoadOptions options, String why) {
        assertThatThrownBy(() -> new LoadRun(devices, "inprocess", options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static LoadOptions shortLoad(LoadKind kind) {
        return new LoadOptions().setKind(kind).setSeed(7).setRampSeconds(0).setRunSeconds(0.3);
    }

    private static List<IsereDevice> devices(Rig rig, int count) {
        return Stream.generate(rig::device).limit(count).toList();
    }
}
