package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Sessions in a simulated world that goes wrong, a seed a run ({@link SessionSimulation}). {@code -Disere.sim.seeds=10000}
 * runs more of them, {@code -Disere.sim.seed=N} replays one; {@code -Disere.sim.socketSeeds=100} runs more over sockets, where
 * over TCP data is damaged too.
 */
class SessionSimulationTest extends EngineTestBase {
    private static final int SEEDS = Integer.getInteger("isere.sim.seeds", 200);
    private static final int SEEDS_OVER_SOCKETS = Integer.getInteger("isere.sim.socketSeeds", 5);

    private final Logger protocol = (Logger) LoggerFactory.getLogger("io.isere.iscsi");

    /** Thousands of lost connections are no news; a single seed that is replayed tells all. */
    @BeforeEach
    void quiet() {
        protocol.setLevel(Long.getLong("isere.sim.seed") == null ? Level.OFF : null);
    }

    @AfterEach
    void loudAgain() {
        protocol.setLevel(null);
    }

    @Test
    void shouldLoseNothingInProcess() {
        Long one = Long.getLong("isere.sim.seed");
        long first = one == null ? 1 : one;
        long last = one == null ? SEEDS : one;
        int[] totals = new int[3];
        for (long seed = first; seed <= last; seed++) {
            run(EngineRig.Wire.INPROCESS, seed, totals);
        }
        System.out.printf(
                "simulation: %d seeds, %d commands, %d failed, %d connections%n",
                last - first + 1, totals[0], totals[1], totals[2]);
        assertThat(totals[0]).isPositive();
    }

    /** Real sockets decide for themselves how bytes arrive: another course each time, with the same checks. */
    @ParameterizedTest
    @EnumSource(
            value = EngineRig.Wire.class,
            names = {"IWARP", "TCP"})
    void shouldLoseNothingOverSockets(EngineRig.Wire wire) {
        int[] totals = new int[3];
        for (long seed = 1; seed <= SEEDS_OVER_SOCKETS; seed++) {
            run(wire, seed, totals);
        }
        assertThat(totals[0]).isPositive();
    }

    private static void run(EngineRig.Wire wire, long seed, int[] totals) {
        SessionSimulation simulation = new SessionSimulation(wire, seed);
        String wrong = simulation.run();
        assertThat(wrong).as("%s: replay with -Disere.sim.seed=%d", wire, seed).isEmpty();
        int[] counts = simulation.counts();
        for (int i = 0; i < totals.length; i++) {
            totals[i] += counts[i];
        }
        EngineRig.closeAll();
    }
}
