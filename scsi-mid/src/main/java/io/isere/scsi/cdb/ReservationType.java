package io.isere.scsi.cdb;

import org.jspecify.annotations.Nullable;

/** Types of persistent reservations (SPC-4 6.15.3.3). */
public enum ReservationType {
    WRITE_EXCLUSIVE(1, false, false),
    EXCLUSIVE_ACCESS(3, false, false),
    WRITE_EXCLUSIVE_REGISTRANTS_ONLY(5, true, false),
    EXCLUSIVE_ACCESS_REGISTRANTS_ONLY(6, true, false),
    WRITE_EXCLUSIVE_ALL_REGISTRANTS(7, true, true),
    EXCLUSIVE_ACCESS_ALL_REGISTRANTS(8, true, true);

    private static final ReservationType[] ALL = values();

    private final int code;
    private final boolean admitsRegistrants;
    private final boolean heldByAll;

    ReservationType(int code, boolean admitsRegistrants, boolean heldByAll) {
        this.code = code;
        this.admitsRegistrants = admitsRegistrants;
        this.heldByAll = heldByAll;
    }

    /** The type of a TYPE field; null when it is none. */
    public static @Nullable ReservationType of(int code) {
        for (ReservationType type : ALL) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    public int code() {
        return code;
    }

    /** Whether every registered I_T nexus may do what the holder may. */
    public boolean admitsRegistrants() {
        return admitsRegistrants;
    }

    /** Whether every registered I_T nexus is a holder. */
    public boolean heldByAll() {
        return heldByAll;
    }

    /** Whether others may still read. */
    public boolean admitsReads() {
        return this == WRITE_EXCLUSIVE
                || this == WRITE_EXCLUSIVE_REGISTRANTS_ONLY
                || this == WRITE_EXCLUSIVE_ALL_REGISTRANTS;
    }
}
