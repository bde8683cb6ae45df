package io.isere.bench;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.text.NegotiationPhase;
import io.isere.iscsi.text.Negotiator;
import io.isere.iscsi.text.Role;
import io.isere.iscsi.text.TextReader;
import io.isere.iscsi.text.TextWriter;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the operational negotiation of a login costs both sides together: offers, answers, results. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NegotiationBenchmark {
    private static final int TEXT_BYTES = 8192;

    /** What the session goes over. */
    @Param({"ISER", "TCP"})
    public TransportKind transport = TransportKind.ISER;

    private final ByteBuffer wire = ByteBuffer.allocate(TEXT_BYTES);

    /** From the first offer to values that both agree on. */
    @Benchmark
    public Object negotiate() {
        boolean iser = transport == TransportKind.ISER;
        Negotiator initiator = new Negotiator(Role.INITIATOR, iser, true, DefaultValues.initiator(transport));
        Negotiator target = new Negotiator(Role.TARGET, iser, true, DefaultValues.target(transport));
        initiator.enter(NegotiationPhase.OPERATIONAL);
        target.enter(NegotiationPhase.OPERATIONAL);
        TextWriter offers = new TextWriter();
        TextWriter answers = new TextWriter();
        initiator.offerAll(offers);
        pass(offers, target, answers);
        pass(answers, initiator, offers);
        return initiator.values();
    }

    private void pass(TextWriter from, Negotiator to, TextWriter answers) {
        int bytes = from.drainTo(wire, 0, TEXT_BYTES);
        TextReader reader = new TextReader(TEXT_BYTES);
        reader.append(wire, 0, bytes);
        if (!to.onPairs(reader.parse().pairs(), answers)) {
            throw new IllegalStateException(to.failure());
        }
    }
}
