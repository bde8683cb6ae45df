package io.isere.scsi.backstore.encrypted;

/** A random key that is kept in memory only, and lost with it. */
public final class MemoryKey implements KeyHolder {
    private XtsKey key = XtsKey.random();

    @Override
    public XtsKey load() {
        return key.copy();
    }

    @Override
    public void replace(XtsKey next) {
        key.wipe();
        key = next.copy();
    }
}
