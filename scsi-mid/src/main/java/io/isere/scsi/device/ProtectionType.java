package io.isere.scsi.device;

/** How a unit is formatted with protection information (SBC-3 4.22.2); type 2 needs CDBs of 32 bytes, and is not here. */
public enum ProtectionType {
    /** The reference tag is the lower four bytes of the LBA. */
    TYPE_1(1, 0),
    /** The reference tag is the application client's. */
    TYPE_3(3, 2);

    /** Length of the protection information of a block. */
    public static final int TUPLE_BYTES = 8;

    private final int number;
    private final int code;

    ProtectionType(int number, int code) {
        this.number = number;
        this.code = code;
    }

    /**
     * The type of that number.
     *
     * @throws IllegalArgumentException when it is neither 1 nor 3
     */
    public static ProtectionType of(int number) {
        for (ProtectionType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        throw new IllegalArgumentException("protection type " + number + " is neither 1 nor 3");
    }

    /** As people say it: 1 or 3. */
    public int number() {
        return number;
    }

    /** P_TYPE of READ CAPACITY (16). */
    public int code() {
        return code;
    }
}
