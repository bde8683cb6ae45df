package io.isere.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a CRC32C over direct memory costs: the price of a header, of a command, of a large FPDU. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Crc32cBenchmark {
    /** Bytes covered. */
    @Param({"20", "96", "4096", "65536"})
    public int bytes;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer data = ByteBuffer.allocate(0);

    /** Makes the data. */
    @Setup
    public void allocate() {
        data = ByteBuffer.allocateDirect(bytes);
    }

    /** One CRC. */
    @Benchmark
    public long crc32c() {
        crc.reset();
        crc.update(data.clear());
        return crc.getValue();
    }
}
