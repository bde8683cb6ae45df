package io.isere.vertx;

/** How a target serves a backstore. Every setter returns this object; read once by {@link IsereTarget#create}. */
public final class LunOptions {
    private int blockBytes = IsereTargetOptions.DEFAULT_BLOCK_BYTES;
    private long sanitizeBytesPerSecond;

    /** Length of a logical block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Sets the length of a logical block: 512, the default, or 4096. */
    public LunOptions setBlockBytes(int bytes) {
        blockBytes = bytes;
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
