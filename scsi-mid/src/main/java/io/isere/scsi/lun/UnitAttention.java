package io.isere.scsi.lun;

import io.isere.scsi.sense.SenseCode;

/** Unit attention conditions this target establishes, most urgent first (SAM-5 5.14); a constant is one bit. */
enum UnitAttention {
    POWER_ON(0, SenseCode.POWER_ON_OCCURRED),
    BUS_DEVICE_RESET(1, SenseCode.BUS_DEVICE_RESET_OCCURRED),
    NEXUS_LOSS(2, SenseCode.NEXUS_LOSS_OCCURRED),
    COMMANDS_CLEARED(3, SenseCode.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR),
    COMMANDS_CLEARED_BY_ISCSI(4, SenseCode.COMMANDS_CLEARED_BY_ISCSI),
    MEDIUM_CHANGED(5, SenseCode.MEDIUM_MAY_HAVE_CHANGED),
    RESERVATIONS_PREEMPTED(6, SenseCode.RESERVATIONS_PREEMPTED),
    RESERVATIONS_RELEASED(7, SenseCode.RESERVATIONS_RELEASED),
    REGISTRATIONS_PREEMPTED(8, SenseCode.REGISTRATIONS_PREEMPTED),
    MODE_PARAMETERS_CHANGED(9, SenseCode.MODE_PARAMETERS_CHANGED),
    FAILURE_PREDICTION_TEST(10, SenseCode.FAILURE_PREDICTION_FALSE),
    REPORTED_LUNS_CHANGED(11, SenseCode.REPORTED_LUNS_DATA_CHANGED);

    private static final UnitAttention[] BY_BIT = values();

    private final int bit;
    private final SenseCode code;

    UnitAttention(int bit, SenseCode code) {
        this.bit = bit;
        this.code = code;
    }

    SenseCode code() {
        return code;
    }

    int mask() {
        return 1 << bit;
    }

    /** The condition with that code, which there must be. */
    static UnitAttention of(SenseCode code) {
        for (UnitAttention attention : BY_BIT) {
            if (attention.code == code) {
                return attention;
            }
        }
        throw new IllegalArgumentException("no unit attention has the code " + code);
    }

    /** The most urgent of a non-empty set. */
    static UnitAttention first(int set) {
        return BY_BIT[Integer.numberOfTrailingZeros(set)];
    }
}
