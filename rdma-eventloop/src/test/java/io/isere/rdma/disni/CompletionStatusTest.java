package io.isere.rdma.disni;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.WorkStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of {@code enum ibv_wc_status} and {@code enum rdma_cm_event_type}. */
class CompletionStatusTest {
    @ParameterizedTest
    @CsvSource({
        "0, SUCCESS, SUCCESS, BROKEN",
        "1, LOC_LEN_ERR, LOCAL_LENGTH_ERROR, PROTOCOL_ERROR",
        "4, LOC_PROT_ERR, LOCAL_PROTECTION_ERROR, BROKEN",
        "5, WR_FLUSH_ERR, FLUSHED, BROKEN",
        "9, REM_INV_REQ_ERR, REMOTE_OPERATION_ERROR, PEER_TERMINATED",
        "10, REM_ACCESS_ERR, REMOTE_ACCESS_ERROR, PEER_TERMINATED",
        "11, REM_OP_ERR, REMOTE_OPERATION_ERROR, PEER_TERMINATED",
        "12, RETRY_EXC_ERR, FATAL, BROKEN",
        "13, RNR_RETRY_EXC_ERR, REMOTE_OPERATION_ERROR, PEER_TERMINATED",
        "19, FATAL_ERR, FATAL, BROKEN",
        "21, GENERAL_ERR, FATAL, BROKEN",
        "22, GENERAL_ERR, FATAL, BROKEN",
        "-1, GENERAL_ERR, FATAL, BROKEN"
    })
    void ofANumber(int number, CompletionStatus status, WorkStatus workStatus, Disconnect.Reason reason) {
        assertThat(CompletionStatus.of(number)).isEqualTo(status);
        assertThat(status.workStatus()).isEqualTo(workStatus);
        assertThat(status.reason()).isEqualTo(reason);
        assertThat(status.words()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, ADDR_RESOLVED",
        "2, ROUTE_RESOLVED",
        "4, CONNECT_REQUEST",
        "7, UNREACHABLE",
        "8, REJECTED",
        "9, ESTABLISHED",
        "10, DISCONNECTED",
        "11, DEVICE_REMOVAL",
        "15, TIMEWAIT_EXIT"
    })
    void eventOfANumber(int number, CmEvent event) {
        assertThat(CmEvent.of(number)).isEqualTo(event);
    }

    @Test
    void anEventNobodyKnowsIsOfNoInterest() {
        assertThat(CmEvent.of(99)).isEqualTo(CmEvent.ADDR_CHANGE);
    }
}
