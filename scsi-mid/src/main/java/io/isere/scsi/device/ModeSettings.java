package io.isere.scsi.device;

/**
 * The mode parameters of a logical unit that a MODE SELECT can change (SPC-4 7.5, SBC-3 6.5). Immutable.
 *
 * @param writeCache WCE of the caching page: a WRITE may end before its data is stable
 * @param softwareWriteProtect SWP of the control page
 * @param descriptorSense D_SENSE of the control page: sense data in descriptor format
 * @param exceptionsDisabled DEXCPT of the informational exceptions page
 * @param exceptionTest TEST of that page: report a false failure prediction
 * @param exceptionMethod MRIE of that page: how to report
 */
public record ModeSettings(
        boolean writeCache,
        boolean softwareWriteProtect,
        boolean descriptorSense,
        boolean exceptionsDisabled,
        boolean exceptionTest,
        int exceptionMethod) {
    /** MRIE: no reporting. */
    public static final int NO_REPORTING = 0;
    /** MRIE: as a unit attention. */
    public static final int UNIT_ATTENTION = 2;
    /** MRIE: as the answer to REQUEST SENSE only. */
    public static final int ON_REQUEST = 6;

    static ModeSettings defaults(boolean writeCache) {
        return new ModeSettings(writeCache, false, false, false, false, NO_REPORTING);
    }

    public ModeSettings withWriteCache(boolean enabled) {
        return new ModeSettings(
                enabled, softwareWriteProtect, descriptorSense, exceptionsDisabled, exceptionTest, exceptionMethod);
    }

    public ModeSettings withControl(boolean writeProtect, boolean descriptors) {
        return new ModeSettings(
                writeCache, writeProtect, descriptors, exceptionsDisabled, exceptionTest, exceptionMethod);
    }

    public ModeSettings withExceptions(boolean disabled, boolean test, int method) {
        return new ModeSettings(writeCache, softwareWriteProtect, descriptorSense, disabled, test, method);
    }

    /** Whether a false failure prediction is to be reported by that method now. */
    public boolean reportsTestBy(int method) {
        return exceptionTest && exceptionMethod == method;
    }
}
