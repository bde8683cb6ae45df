package io.isere.scsi.device;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.sense.SenseCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A direct access block device (SBC-3): a backstore with a block size, limits and a name.
 *
 * <p>Shared by all nexuses and loops; immutable but for its {@link UnitState}, {@link ModeSettings},
 * {@link RangeGate} and {@link Reservations}. Does not own the backstore: whoever opened it closes it, after the
 * logical unit was removed from its targets.
 */
public final class LogicalUnit {
    /** Default for {@link Builder#maxTransferBytes}: what 32 segments of 128 KiB hold. */
    public static final int DEFAULT_MAX_TRANSFER_BYTES = 4 << 20;

    /** What a WRITE SAME without UNMAP may take a loop: some milliseconds. */
    private static final int MAX_WRITE_SAME_BYTES = 32 << 20;

    /** What the length field of WRITE SAME (10) can say, so that both have the same limit. */
    private static final int MAX_WRITE_SAME_BLOCKS = 0xFFFF;

    private static final int DEFAULT_BLOCK_BYTES = 512;
    private static final int MAX_PHYSICAL_BLOCK_BYTES = 1 << 20;

    private final LogicalUnitIdentity identity;
    private final Backstore backstore;
    private final @Nullable Protection protection;
    private final int blockBytes;
    private final int blockShift;
    private final long blockCount;
    private final boolean readOnly;
    private final int physicalBlockShift;
    private final boolean removable;
    private final int maxTransferBlocks;
    private final UnitState state = new UnitState();
    private final RangeGate gate = new RangeGate();
    private final Reservations reservations;
    private final long sanitizeBytesPerSecond;
    private final ModeSettings defaultMode;
    private volatile ModeSettings mode;

    private LogicalUnit(Builder builder) {
        identity = builder.identity;
        blockBytes = builder.blockBytes;
        blockShift = Integer.numberOfTrailingZeros(blockBytes);
        protection = builder.protection;
        backstore = protection == null
                ? builder.backstore
                : new ProtectedBackstore(builder.backstore, protection.tuples(), blockShift);
        blockCount = backstore.capacityBytes() >>> blockShift;
        readOnly = builder.readOnly || backstore.readOnly();
        physicalBlockShift = Integer.numberOfTrailingZeros(Math.max(builder.physicalBlockBytes, blockBytes));
        removable = builder.removable;
        maxTransferBlocks = builder.maxTransferBytes / transferBytes(builder);
        reservations = builder.reservations(gate);
        sanitizeBytesPerSecond = builder.sanitizeBytesPerSecond;
        defaultMode = ModeSettings.defaults(backstore.writeBack());
        mode = defaultMode;
    }

    private static int transferBytes(Builder builder) {
        return builder.protection == null ? builder.blockBytes : builder.blockBytes + ProtectionType.TUPLE_BYTES;
    }

    /** A logical unit of 512-byte blocks, writable if the backstore is. */
    public static Builder builder(LogicalUnitIdentity identity, Backstore backstore) {
        return new Builder(identity, backstore);
    }

    public LogicalUnitIdentity identity() {
        return identity;
    }

    public Backstore backstore() {
        return backstore;
    }

    /** Protection information it is formatted with; null: none. */
    public @Nullable Protection protection() {
        return protection;
    }

    /** What commands may change of the unit. */
    public UnitState state() {
        return state;
    }

    /** What MODE SELECT has set; any thread. */
    public ModeSettings mode() {
        return mode;
    }

    /** The mode parameters a reset comes back to. */
    public ModeSettings defaultMode() {
        return defaultMode;
    }

    /**
     * Sets the mode parameters, and tells all nexuses but {@code by} of a change (SPC-4 6.9).
     *
     * @return false: they are not {@code seen} any more
     */
    public boolean selectMode(ItlNexus by, ModeSettings seen, ModeSettings next) {
        synchronized (this) {
            if (!mode.equals(seen)) {
                return false;
            }
            mode = next;
        }
        if (!next.equals(seen)) {
            tellOthers(by, SenseCode.MODE_PARAMETERS_CHANGED);
        }
        return true;
    }

    /** Leaves a unit attention for every nexus but one; any thread. */
    public void tellOthers(ItlNexus by, SenseCode what) {
        gate.forEach(nexus -> {
            if (nexus != by) {
                nexus.tell(what);
            }
        });
    }

    /** Leaves a unit attention for every nexus; any thread. */
    public void tellAll(SenseCode what) {
        gate.forEach(nexus -> nexus.tell(what));
    }

    /** LOGICAL UNIT RESET (SAM-5 6.3.3): what lasts no longer than that is as after power on; any thread. */
    public void onReset() {
        synchronized (this) {
            mode = defaultMode;
        }
        state.onReset();
        reservations.onReset();
    }

    /** What ends with an I_T nexus (SAM-5 6.3.4); any thread. */
    void onNexusLoss(ItlNexus nexus) {
        state.allow(nexus);
        reservations.release(nexus);
    }

    /** True when writes to a store with a volatile cache must go to the medium at once: WCE is zero. */
    public boolean writesThrough() {
        return backstore.writeBack() && !mode.writeCache();
    }

    /** Who may use the unit. */
    public Reservations reservations() {
        return reservations;
    }

    /** What a sanitize operation may write a second; 0: as much as it can. */
    public long sanitizeBytesPerSecond() {
        return sanitizeBytesPerSecond;
    }

    /** Keeps ranges for commands that must be alone in them. */
    RangeGate gate() {
        return gate;
    }

    /** LOGICAL BLOCK LENGTH IN BYTES: 512 or 4096. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Base 2 logarithm of {@link #blockBytes}. */
    public int blockShift() {
        return blockShift;
    }

    /** LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT; 0: what is smaller than a physical block is not slower. */
    public int physicalBlockExponent() {
        return physicalBlockShift - blockShift;
    }

    /** Number of logical blocks, at least 1; the last LBA is one less. */
    public long blockCount() {
        return blockCount;
    }

    public boolean readOnly() {
        return readOnly;
    }

    /** RMB: START STOP UNIT can eject the medium. */
    public boolean removable() {
        return removable;
    }

    /** MAXIMUM TRANSFER LENGTH of VPD page B0h, in blocks. */
    public int maxTransferBlocks() {
        return maxTransferBlocks;
    }

    /** MAXIMUM COMPARE AND WRITE LENGTH of VPD page B0h, in blocks: its data-out holds them twice. */
    public int maxCompareBlocks() {
        return Math.min(0xFF, maxTransferBlocks / 2);
    }

    /** MAXIMUM WRITE SAME LENGTH of VPD page B0h, in blocks. */
    public int maxWriteSameBlocks() {
        return Math.min(MAX_WRITE_SAME_BLOCKS, MAX_WRITE_SAME_BYTES >>> blockShift);
    }

    /**
     * Whether a WRITE SAME of no blocks goes to the end of the unit (WSNZ=0). Not on a thin one, where who forgets a
     * length would unmap everything.
     */
    public boolean writeSameGoesToEnd() {
        return !backstore.thin();
    }

    /**
     * MAXIMUM ATOMIC TRANSFER LENGTH of VPD page B0h, in blocks; 0: a loss of power may tear a WRITE, or its protection
     * information from it.
     */
    public int maxAtomicBlocks() {
        return backstore.writeBack() || protection != null ? 0 : maxTransferBlocks;
    }

    /** True when blocks {@code lba} to {@code lba + blocks - 1} exist; both unsigned. */
    public boolean contains(long lba, long blocks) {
        return lba >= 0 && blocks >= 0 && lba <= blockCount - blocks;
    }

    @Override
    public String toString() {
        return "LogicalUnit[serial=" + identity.serial() + ", blocks=" + blockCount + " of " + blockBytes + " bytes"
                + (readOnly ? ", read only]" : "]");
    }

    /** Collects what a logical unit is made of; {@link #build} checks it. */
    public static final class Builder {
        private final LogicalUnitIdentity identity;
        private final Backstore backstore;
        private @Nullable Protection protection;
        private int blockBytes = DEFAULT_BLOCK_BYTES;
        private int physicalBlockBytes;
        private boolean readOnly;
        private boolean removable;
        private @Nullable Path reservationFile;
        private int maxTransferBytes = DEFAULT_MAX_TRANSFER_BYTES;
        private long sanitizeBytesPerSecond;

        private Builder(LogicalUnitIdentity identity, Backstore backstore) {
            this.identity = identity;
            this.backstore = backstore;
        }

        /** 512 or 4096. */
        public Builder blockBytes(int bytes) {
            this.blockBytes = bytes;
            return this;
        }

        /**
         * What the storage below works in: 4096 under blocks of 512 is what disks call 512e. Initiators align to it. Default:
         * the block size.
         */
        public Builder physicalBlockBytes(int bytes) {
            this.physicalBlockBytes = bytes;
            return this;
        }

        /** Formatted with protection information; whoever closes the unit's backstore closes its store too. */
        public Builder protection(Protection information) {
            this.protection = information;
            return this;
        }

        /** Refuses writes even if the backstore takes them. */
        public Builder readOnly(boolean only) {
            this.readOnly = only;
            return this;
        }

        /** A medium that START STOP UNIT can eject and load. */
        public Builder removable(boolean canBe) {
            this.removable = canBe;
            return this;
        }

        /** Longest READ or WRITE, rounded down to blocks; what the transport's {@code acquireBuffer} must serve. */
        public Builder maxTransferBytes(int bytes) {
            this.maxTransferBytes = bytes;
            return this;
        }

        /** Where persistent reservations with APTPL are kept; without it they cannot have APTPL. */
        public Builder reservationFile(Path path) {
            this.reservationFile = path;
            return this;
        }

        /** Slows sanitize operations down, to leave the storage to other units. Default 0: as fast as it takes them. */
        public Builder sanitizeBytesPerSecond(long bytes) {
            this.sanitizeBytesPerSecond = bytes;
            return this;
        }

        private Reservations reservations(RangeGate gate) {
            if (reservationFile == null) {
                return new Reservations(null, ReservationState.NONE, gate);
            }
            try {
                ReservationFile file = new ReservationFile(reservationFile);
                return new Reservations(file, file.load(), gate);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read reservations: " + e.getMessage(), e);
            }
        }

        private long tuplesBytes() {
            return backstore.capacityBytes() / blockBytes * ProtectionType.TUPLE_BYTES;
        }

        public LogicalUnit build() {
            if (blockBytes != 512 && blockBytes != 4096) {
                throw new IllegalArgumentException("block size " + blockBytes + " is neither 512 nor 4096 bytes");
            }
            if (physicalBlockBytes != 0
                    && (Integer.bitCount(physicalBlockBytes) != 1
                            || physicalBlockBytes < blockBytes
                            || physicalBlockBytes > MAX_PHYSICAL_BLOCK_BYTES)) {
                throw new IllegalArgumentException("physical block size " + physicalBlockBytes
                        + " is not a power of two from the block size, " + blockBytes + ", to "
                        + MAX_PHYSICAL_BLOCK_BYTES);
            }
            if (protection != null && protection.tuples().capacityBytes() < tuplesBytes()) {
                throw new IllegalArgumentException("protection information needs " + tuplesBytes()
                        + " bytes, its store has " + protection.tuples().capacityBytes());
            }
            if (maxTransferBytes < transferBytes(this)) {
                throw new IllegalArgumentException("maximum transfer of " + maxTransferBytes + " bytes holds no block");
            }
            if (sanitizeBytesPerSecond < 0) {
                throw new IllegalArgumentException("a sanitize rate of " + sanitizeBytesPerSecond + " is negative");
            }
            if (backstore.capacityBytes() < blockBytes) {
                throw new IllegalArgumentException(
                        "backstore of " + backstore.capacityBytes() + " bytes holds no block of " + blockBytes);
            }
            return new LogicalUnit(this);
        }
    }
}
