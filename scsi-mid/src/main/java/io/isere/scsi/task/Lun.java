package io.isere.scsi.task;

/**
 * Logical unit numbers as SAM-5 4.7 encodes them in 64 bits, single level.
 *
 * <p>0 to 255 use the peripheral device addressing method (00b, bus 0), 256 to 16383 flat space addressing (01b).
 * Both methods are understood for every number they can express. Static functions for any thread.
 */
public final class Lun {
    /** Largest number that a single-level LUN can express. */
    public static final int MAX = 0x3FFF;
    /** Not a LUN this project can address: several levels, or another addressing method. */
    public static final int UNSUPPORTED = -1;
    /** The REPORT LUNS well known logical unit (SPC-4 8.2). */
    public static final long REPORT_LUNS_W_LUN = 0xC101_0000_0000_0000L;

    private static final int METHOD_SHIFT = 62;
    private static final int NUMBER_SHIFT = 48;
    private static final int PERIPHERAL = 0;
    private static final int FLAT_SPACE = 1;
    private static final int PERIPHERAL_MAX = 0xFF;

    private Lun() {}

    /** The 64-bit form of {@code number}, 0 to {@link #MAX}. */
    public static long encode(int number) {
        if (number < 0 || number > MAX) {
            throw new IllegalArgumentException("LUN " + number + " is not in 0.." + MAX);
        }
        long method = number <= PERIPHERAL_MAX ? PERIPHERAL : FLAT_SPACE;
        return method << METHOD_SHIFT | (long) number << NUMBER_SHIFT;
    }

    /** The number in {@code lun}, or {@link #UNSUPPORTED}. */
    public static int decode(long lun) {
        int number = (int) (lun >>> NUMBER_SHIFT) & MAX;
        if (lun << 16 != 0) {
            return UNSUPPORTED;
        }
        return switch ((int) (lun >>> METHOD_SHIFT)) {
            case PERIPHERAL -> number <= PERIPHERAL_MAX ? number : UNSUPPORTED;
            case FLAT_SPACE -> number;
            default -> UNSUPPORTED;
        };
    }
}
