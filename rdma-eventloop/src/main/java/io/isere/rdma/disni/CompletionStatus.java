package io.isere.rdma.disni;

import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.WorkStatus;

/** What a device says of a work request ({@code enum ibv_wc_status}, in its order), and what it means here. */
enum CompletionStatus {
    SUCCESS(WorkStatus.SUCCESS, Disconnect.Reason.BROKEN, "success"),
    LOC_LEN_ERR(WorkStatus.LOCAL_LENGTH_ERROR, Disconnect.Reason.PROTOCOL_ERROR, "a message longer than its receive"),
    LOC_QP_OP_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "local queue pair operation error"),
    LOC_EEC_OP_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "local EE context operation error"),
    LOC_PROT_ERR(WorkStatus.LOCAL_PROTECTION_ERROR, Disconnect.Reason.BROKEN, "local protection error"),
    WR_FLUSH_ERR(WorkStatus.FLUSHED, Disconnect.Reason.BROKEN, "flushed"),
    MW_BIND_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "memory window bind error"),
    BAD_RESP_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "bad response of the peer"),
    LOC_ACCESS_ERR(WorkStatus.LOCAL_PROTECTION_ERROR, Disconnect.Reason.PROTOCOL_ERROR, "local access error"),
    REM_INV_REQ_ERR(
            WorkStatus.REMOTE_OPERATION_ERROR, Disconnect.Reason.PEER_TERMINATED, "the peer found the request invalid"),
    REM_ACCESS_ERR(WorkStatus.REMOTE_ACCESS_ERROR, Disconnect.Reason.PEER_TERMINATED, "the peer refused the access"),
    REM_OP_ERR(WorkStatus.REMOTE_OPERATION_ERROR, Disconnect.Reason.PEER_TERMINATED, "the peer could not do it"),
    RETRY_EXC_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "the peer does not answer (retries exceeded)"),
    RNR_RETRY_EXC_ERR(
            WorkStatus.REMOTE_OPERATION_ERROR,
            Disconnect.Reason.PEER_TERMINATED,
            "the peer has no receive posted (retries exceeded)"),
    LOC_RDD_VIOL_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "local RDD violation"),
    REM_INV_RD_REQ_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "remote invalid RD request"),
    REM_ABORT_ERR(WorkStatus.REMOTE_OPERATION_ERROR, Disconnect.Reason.PEER_TERMINATED, "aborted by the peer"),
    INV_EECN_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "invalid EE context number"),
    INV_EEC_STATE_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "invalid EE context state"),
    FATAL_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "fatal error of the device"),
    RESP_TIMEOUT_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "response timeout"),
    GENERAL_ERR(WorkStatus.FATAL, Disconnect.Reason.BROKEN, "general error");

    private static final CompletionStatus[] ALL = values();

    private final WorkStatus workStatus;
    private final Disconnect.Reason reason;
    private final String words;

    CompletionStatus(WorkStatus workStatus, Disconnect.Reason reason, String words) {
        this.workStatus = workStatus;
        this.reason = reason;
        this.words = words;
    }

    /** That of a number; a number nobody knows is a general error. */
    static CompletionStatus of(int number) {
        return number >= 0 && number < ALL.length ? ALL[number] : GENERAL_ERR;
    }

    WorkStatus workStatus() {
        return workStatus;
    }

    /** Why a connection ends in which a request ended so. */
    Disconnect.Reason reason() {
        return reason;
    }

    String words() {
        return words;
    }
}
