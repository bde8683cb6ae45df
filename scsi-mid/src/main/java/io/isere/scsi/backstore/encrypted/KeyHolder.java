package io.isere.scsi.backstore.encrypted;

import java.io.IOException;

/** Where the key of an {@link EncryptedBackstore} is kept. Used by one thread at a time; may block. */
public interface KeyHolder {
    /** A copy of the key that is in effect, for the caller to wipe. */
    XtsKey load() throws IOException;

    /**
     * Puts another key into effect: when this returns it is stable, and the one before is destroyed.
     *
     * @throws IOException when it could not; {@link #load} tells which of the two is in effect
     */
    void replace(XtsKey next) throws IOException;
}
