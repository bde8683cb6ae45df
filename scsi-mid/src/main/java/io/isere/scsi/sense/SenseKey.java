package io.isere.scsi.sense;

/** Sense keys (SPC-4 4.5.6); a constant's ordinal is its code. */
public enum SenseKey {
    NO_SENSE("NO SENSE"),
    RECOVERED_ERROR("RECOVERED ERROR"),
    NOT_READY("NOT READY"),
    MEDIUM_ERROR("MEDIUM ERROR"),
    HARDWARE_ERROR("HARDWARE ERROR"),
    ILLEGAL_REQUEST("ILLEGAL REQUEST"),
    UNIT_ATTENTION("UNIT ATTENTION"),
    DATA_PROTECT("DATA PROTECT"),
    BLANK_CHECK("BLANK CHECK"),
    VENDOR_SPECIFIC("VENDOR SPECIFIC"),
    COPY_ABORTED("COPY ABORTED"),
    ABORTED_COMMAND("ABORTED COMMAND"),
    RESERVED("RESERVED"),
    VOLUME_OVERFLOW("VOLUME OVERFLOW"),
    MISCOMPARE("MISCOMPARE"),
    COMPLETED("COMPLETED");

    private static final SenseKey[] BY_CODE = values();

    private final String text;

    SenseKey(String text) {
        this.text = text;
    }

    /** The key of a 4-bit code. */
    public static SenseKey of(int code) {
        return BY_CODE[code & 0xF];
    }

    /** The 4-bit code. */
    public int code() {
        return ordinal();
    }

    /** The standard's spelling. */
    public String text() {
        return text;
    }
}
