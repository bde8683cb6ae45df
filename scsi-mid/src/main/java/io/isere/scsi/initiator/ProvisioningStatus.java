package io.isere.scsi.initiator;

/** Whether blocks have resources of the device (SBC-3 5.4.2). */
public enum ProvisioningStatus {
    /** Mapped, or the device does not know. */
    MAPPED,
    /** Without resources; a write may fail for the lack of them. */
    DEALLOCATED,
    /** Not written, with resources kept for a write. */
    ANCHORED,
    /** A code of a later standard. */
    OTHER;

    /** That of a PROVISIONING STATUS field. */
    static ProvisioningStatus of(int code) {
        return switch (code) {
            case 0 -> MAPPED;
            case 1 -> DEALLOCATED;
            case 2 -> ANCHORED;
            default -> OTHER;
        };
    }
}
