package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Benchmarks of a disk in the same process. */
class BenchCommandTest {
    @ParameterizedTest
    @CsvSource({
        "inprocess, randrw",
        "iwarp, randrw",
        "auto, randrw",
        "inprocess, read",
        "iwarp, write",
        "iwarp, randread"
    })
    void shouldMeasureAndVerify(String provider, String rw) {
        Run run = Run.of(
                "bench",
                "--local",
                "ram:64m",
                "--provider",
                provider,
                "--rw",
                rw,
                "--size",
                "4m",
                "--verify",
                "--json",
                "--runtime",
                "0.5",
                "--warmup",
                "0.1");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        JsonObject result = new JsonObject(run.out());
        assertThat(result.getDouble("iops")).isPositive();
        assertThat(result.getLong("reads") + result.getLong("writes")).isPositive();
        assertThat(result.getJsonObject("latencyUs").getDouble("p99"))
                .isGreaterThanOrEqualTo(result.getJsonObject("latencyUs").getDouble("p50"));
        assertThat(result.getBoolean("verified")).isTrue();
    }

    /** What the RFCs leave open, every way: both ends agree, and the data is right. */
    @ParameterizedTest
    @CsvSource({
        "--immediate-data=yes --initial-r2t=yes",
        "--immediate-data=no --initial-r2t=no",
        "--immediate-data=yes --initial-r2t=no --mpa-crc --mpa-revision=1",
        "--immediate-data=yes --initial-r2t=no --base-offset=whole --max-target-data=0 --ping-interval=1",
    })
    void shouldMoveTheRightDataWithEveryOption(String options) {
        List<String> line = new ArrayList<>(List.of("bench", "--local", "ram:16m", "--rw", "randrw", "--verify"));
        line.addAll(List.of("--bs", "64k", "--size", "8m", "--runtime", "0.3", "--warmup", "0"));
        line.addAll(List.of(options.split(" ")));
        Run run = Run.of(line.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("CRC " + (options.contains("crc") ? "on" : "off"), "every read was as written");
    }

    /** The same over plain iSCSI; the digests that are asked for are used. */
    @ParameterizedTest
    @CsvSource({
        "--immediate-data=no, NONE, NONE",
        "--immediate-data=no --initial-r2t=yes --max-burst=16k --max-r2t=2, NONE, NONE",
        "--header-digest=crc32c --max-segment=8k, CRC32C, NONE",
        "--data-digest=CRC32C --header-digest=none --first-burst=4k, NONE, CRC32C",
    })
    void shouldMoveTheRightDataOverTcp(String options, String headerDigest, String dataDigest) {
        List<String> line = new ArrayList<>(List.of("bench", "--local", "ram:16m", "--rw", "randrw", "--verify"));
        line.addAll(List.of("--bs", "64k", "--size", "8m", "--runtime", "0.3", "--warmup", "0", "--transport", "tcp"));
        line.addAll(List.of(options.split(" ")));
        Run run = Run.of(line.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains(
                        "TCP, digests of headers " + headerDigest + " and of data " + dataDigest,
                        "every read was as written");
    }

    @Test
    void shouldTellPeople() {
        Run run = Run.of("bench", "--local", "ram:64m", "--runtime", "0.3", "--warmup", "0", "--bs", "128k");
        assertThat(run.out()).contains("randread, 128.0 KiB x 32", "IOPS", "MB/s", "p99.9", "processor time");
    }

    @Test
    void shouldRunOneNumberOfSessionsAfterAnother(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("report.html");
        Run run = Run.of(
                ("bench --local ram:16m --numjobs 1,4 --iodepth-total 8 --rw randrw --rwmixread 80 --runtime 0.3 --ramp 0"
                                + " --json --html " + page)
                        .split(" "));
        assertThat(run.err()).isEmpty();
        JsonArray runs = new JsonObject(run.out()).getJsonArray("runs");
        assertThat(runs.size()).isEqualTo(2);
        assertThat(runs.getJsonObject(0).getInteger("iodepth")).isEqualTo(8);
        assertThat(runs.getJsonObject(1).getInteger("iodepth")).isEqualTo(2);
        assertThat(runs.getJsonObject(1).getInteger("numjobs")).isEqualTo(4);
        assertThat(runs.getJsonObject(1).getDouble("iops")).isPositive();
        assertThat(Files.readString(page))
                .startsWith("<!DOCTYPE html>")
                .contains("\"numjobs\":4")
                .doesNotContain("DATA");
    }

    @Test
    void shouldKeepARateAndCompareForPeople() {
        Run run = Run.of(
                "bench --local ram:16m --numjobs 1,2 --rate-iops 2000 --rate-process poisson --runtime 0.5 --ramp 0 --histogram"
                        .split(" "));
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        "2,000 due a second and session (poisson)",
                        "since due",
                        "up to us",
                        "x 2 sessions",
                        "of the first");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate 1m --rate-iops 5 | give one of them",
                "--rate-process poisson | goes with --rate",
                "--rwmixread 20 | goes with --rw rw or randrw",
                "--rw randrw --rwmixread 120 | rwmixread is 0 to 100",
                "--iodepth 0 | iodepth is 1 to 4096",
                "--iodepth-total 0 | must be positive",
                "--numjobs 0 | --numjobs is 1 to",
                "--runtime 0 | runtime must be positive",
                "--bs 1000 | a multiple of the disk's blocks of 512",
                "--html /no/such/folder/page.html | no such folder",
            })
    void shouldSayWhatIsWrong(String options, String message) {
        Run run = Run.of(("bench --local ram:1m " + options).split(" "));
        assertThat(run.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains(message);
    }
}
