package io.isere.bench;

import io.isere.iscsi.pdu.ScsiCommandBhs;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the header of a SCSI command costs, written in place and read back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CommandHeaderBenchmark {
    private static final int BHS_OFFSET = 28;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(128);
    private final ByteBuffer cdb = ByteBuffer.allocate(16);
    private final ScsiCommandBhs command = new ScsiCommandBhs();
    private int number;

    /** Writes the BHS of a READ of 4 KiB. */
    @Benchmark
    public ByteBuffer encode() {
        number++;
        command.wrap(buffer, BHS_OFFSET)
                .init()
                .finalBit(true)
                .readBit(true)
                .lun(0)
                .initiatorTaskTag(number)
                .expectedDataTransferLengthBytes(4096)
                .expStatSn(number)
                .cmdSn(number)
                .cdb(cdb, 0, 16);
        return buffer;
    }

    /** Reads what a target reads of it. */
    @Benchmark
    public long decode() {
        command.wrap(buffer, BHS_OFFSET);
        return command.lun()
                + command.initiatorTaskTag()
                + command.expectedDataTransferLengthBytes()
                + command.cmdSn()
                + command.dataSegmentLengthBytes();
    }
}
