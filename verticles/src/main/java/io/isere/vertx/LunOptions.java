package io.isere.vertx;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.Protection;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a target serves a backstore. Every setter returns this object; read once by {@link IsereTarget#create}. */
public final class LunOptions {
    /** Most that a command may be allowed to move: what a loop's buffers can hold several of. */
    public static final int MAX_TRANSFER_BYTES = 16 << 20;

    private int blockBytes = IsereTargetOptions.DEFAULT_BLOCK_BYTES;
    private int physicalBlockBytes;
    private int maxTransferBytes = LogicalUnit.DEFAULT_MAX_TRANSFER_BYTES;
    private boolean readOnly;
    private boolean removable;
    private @Nullable Path reservationFile;
    private long sanitizeBytesPerSecond;
    private @Nullable Protection protection;

    /** Length of a logical block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Sets the length of a logical block: 512, the default, or 4096. */
    public LunOptions setBlockBytes(int bytes) {
        blockBytes = bytes;
        return this;
    }

    /** Length of the blocks that the storage below works in; 0: that of logical blocks. */
    public int physicalBlockBytes() {
        return physicalBlockBytes;
    }

    /** Tells initiators what to align to: a power of two from the block length to 1 MiB. Default 0: a logical block. */
    public LunOptions setPhysicalBlockBytes(int bytes) {
        physicalBlockBytes = bytes;
        return this;
    }

    /** Most data of one command. */
    public int maxTransferBytes() {
        return maxTransferBytes;
    }

    /** Sets the most data of one READ or WRITE, up to {@link #MAX_TRANSFER_BYTES}. Default 4 MiB. */
    public LunOptions setMaxTransferBytes(int bytes) {
        maxTransferBytes = bytes;
        return this;
    }

    /** Whether writes are refused. */
    public boolean readOnly() {
        return readOnly;
    }

    /** Refuses writes, even if the backstore takes them. Default false. */
    public LunOptions setReadOnly(boolean only) {
        readOnly = only;
        return this;
    }

    /** Whether START STOP UNIT can eject the medium. */
    public boolean removable() {
        return removable;
    }

    /** Makes the medium one that START STOP UNIT can eject and load. Default false. */
    public LunOptions setRemovable(boolean canBe) {
        removable = canBe;
        return this;
    }

    /** Where persistent reservations outlive this process; null: nowhere. */
    public @Nullable Path reservationFile() {
        return reservationFile;
    }

    /** Keeps persistent reservations with APTPL in a file; without one they cannot have APTPL. */
    public LunOptions setReservationFile(@Nullable Path path) {
        reservationFile = path;
        return this;
    }

    /** T10 protection information the unit is formatted with; null: none. */
    public @Nullable Protection protection() {
        return protection;
    }

    /**
     * Formats the unit with T10 protection information, kept in a store of its own of at least eight bytes a block. The
     * target owns that store too, and closes it. Default: none.
     */
    public LunOptions setProtection(@Nullable Protection information) {
        protection = information;
        return this;
    }

    /** What a sanitize operation may write a second; 0: as much as it can. */
    public long sanitizeBytesPerSecond() {
        return sanitizeBytesPerSecond;
    }

    /** Slows sanitize operations (SANITIZE) down, to leave the storage to others. Default 0: no limit. */
    public LunOptions setSanitizeBytesPerSecond(long bytes) {
        sanitizeBytesPerSecond = bytes;
        return this;
    }
}
