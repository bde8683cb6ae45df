package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Benchmarks of a disk in the same process. */
class BenchCommandTest {
    @ParameterizedTest
    @CsvSource({"inprocess, randrw", "iwarp, randrw", "inprocess, read", "iwarp, write", "iwarp, randread"})
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
    void shouldFindDataThatIsNotWhatWasWritten() {
        ByteBuffer block = ByteBuffer.allocate(1024);
        BenchPattern.fill(block, 512, 512, 4096, 7);
        assertThat(BenchPattern.findDifference(block, 512, 512, 4096, 7)).isEqualTo(-1);
        assertThat(BenchPattern.findDifference(block, 512, 512, 8192, 7)).isZero();
        block.put(512 + 100, (byte) ~block.get(512 + 100));
        assertThat(BenchPattern.findDifference(block, 512, 512, 4096, 7)).isEqualTo(96);
    }
}
