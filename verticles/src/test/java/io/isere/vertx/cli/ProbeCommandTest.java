package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.vertx.testing.Rig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Idling, aborts and resets against a target of this JVM. */
class ProbeCommandTest {
    private final Rig rig = new Rig("iwarp", new RamBackstore(1 << 20));

    @AfterEach
    void close() {
        rig.close();
    }

    private String url() {
        return "iser://" + rig.portal() + "/" + Rig.TARGET + "/0";
    }

    @Test
    void shouldTryCommands() {
        Run run = Run.of("probe", url(), "--sessions", "2", "--commands");
        assertThat(run.out())
                .contains("VERIFY with data: differing data is found at byte 1000")
                .contains("COMPARE AND WRITE: written if equal; differing data is found at byte 1000")
                .contains("WRITE SAME with UNMAP: ")
                .contains("PERSISTENT RESERVE: reserved and released; the other session was refused")
                .doesNotContain("not supported");
        assertThat(run.status()).as(run.err()).isZero();
    }

    @Test
    void shouldStayLoggedInWhileIdleAndPinged() {
        Run run =
                Run.of("probe", url(), "--sessions", "3", "--idle", "3", "--ping-interval", "1", "--ping-timeout", "1");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).containsSubsequence("logged in", "logged in", "logged in", "idle for 3.0 s");
    }

    @Test
    void shouldAbortAndReset() {
        Run run = Run.of("probe", url(), "--abort", "--reset", "lun");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("ABORT_TASK: ", "LOGICAL_UNIT_RESET: FUNCTION_COMPLETE; of 16 reads under way");
        assertThat(Run.of("probe", url(), "--reset", "target").status()).isZero();
    }

    @Test
    void shouldSayThatThereIsNoDisk() {
        Run run = Run.of("probe", url().replace("/0", "/5"));
        assertThat(run.status()).isEqualTo(ExitCodes.NOT_REACHED);
        assertThat(run.err()).contains("LUN 5");
    }
}
