package io.isere.vertx.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.initiator.BlockGeometry;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When commands of an open loop are due. */
class LoadClockTest {
    private static final long SECOND_NS = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepTheRateOnAverage(boolean poisson) {
        LoadClock clock = clock(poisson, 0, 1);
        clock.begin(5);
        assertThat(clock.dueNs()).isEqualTo(5);
        assertThat((double) clock.skipUntil(5 + 10 * SECOND_NS)).isCloseTo(10 * 12_345, Percentage.withPercentage(2));
    }

    @Test
    void shouldSpreadTheJobsOverAnInterval() {
        LoadClock clock = clock(false, 1, 4);
        clock.begin(0);
        assertThat(clock.dueNs()).isEqualTo(SECOND_NS / 12_345 / 4);
    }

    @Test
    void shouldNotDriftInAnHour() {
        LoadClock clock = clock(false, 0, 1);
        clock.begin(0);
        assertThat(clock.skipUntil(3600 * SECOND_NS)).isBetween(12_345L * 3600 - 1, 12_345L * 3600 + 1);
    }

    private static LoadClock clock(boolean poisson, int job, int jobs) {
        LoadOptions options = new LoadOptions().setCommandsPerSecond(12_345).setPoisson(poisson);
        LoadJobPlan plan = LoadJobPlan.of(options, new BlockGeometry(512, 1 << 20, 1 << 10, true), job, jobs);
        return new LoadClock(plan, new Places(0, 10, 0, false, 99));
    }
}
