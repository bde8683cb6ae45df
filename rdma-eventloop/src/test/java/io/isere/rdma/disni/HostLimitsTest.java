package io.isere.rdma.disni;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code /proc} says of locked memory, and native failures in one line. */
class HostLimitsTest {
    private static final String HEADER = "Limit                     Soft Limit           Hard Limit           Units";
    private static final String LIMITED = "Max locked memory         8388608              8388608              bytes";
    private static final String UNLIMITED = "Max locked memory         unlimited            unlimited            bytes";
    private static final String NO_CAPABILITY = "CapEff:\t0000000000000000";
    private static final String IPC_LOCK = "CapEff:\t0000000000004000";

    private static long lockable(String limit, String capabilities) {
        return HostLimits.of(List.of(HEADER, limit), List.of("Name:\tjava", capabilities))
                .lockableBytes();
    }

    @Test
    void theSoftLimitHolds() {
        assertThat(lockable(LIMITED, NO_CAPABILITY)).isEqualTo(8_388_608);
    }

    @Test
    void unlimitedIsNoLimit() {
        assertThat(lockable(UNLIMITED, NO_CAPABILITY)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theCapabilityGoesAboveTheLimit() {
        assertThat(lockable(LIMITED, IPC_LOCK)).isEqualTo(Long.MAX_VALUE);
        assertThat(lockable(LIMITED, "CapEff:\tffffffffffffbfff")).isEqualTo(8_388_608);
    }

    @Test
    void whatCannotBeReadIsNoLimit() {
        assertThat(HostLimits.of(List.of(), List.of()).lockableBytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aFailureIsOneLine() {
        assertThat(HostLimits.explain(new IOException("j2c::bind: rdma_bind_addr failed: No such device\n")))
                .isEqualTo("bind: rdma_bind_addr failed: No such device");
    }

    @Test
    void noMemoryToRegisterNamesTheLimit() {
        assertThat(HostLimits.explain(new IOException("j2c::regMr: ibv_reg_mr failed: Cannot allocate memory\n")))
                .contains("locked memory", "ulimit -l");
    }
}
