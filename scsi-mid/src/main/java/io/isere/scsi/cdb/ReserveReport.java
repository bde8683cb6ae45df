package io.isere.scsi.cdb;

/** Service actions of PERSISTENT RESERVE IN (SPC-4 6.15.1). */
public enum ReserveReport {
    READ_KEYS(0),
    READ_RESERVATION(1),
    REPORT_CAPABILITIES(2),
    READ_FULL_STATUS(3);

    private final int code;

    ReserveReport(int code) {
        this.code = code;
    }

    /** SERVICE ACTION. */
    public int code() {
        return code;
    }
}
