package io.isere.vertx.testing;

import io.isere.vertx.spi.AsyncStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;

/** Memory whose requests can be held: those that come while it holds go on when it lets go. Any thread. */
public final class HeldStore implements AsyncStore {
    private final byte[] bytes;
    private Promise<Void> gate = Promise.promise();
    private int held;

    public HeldStore(int capacityBytes) {
        bytes = new byte[capacityBytes];
        gate.complete();
    }

    /** From now on requests wait. */
    public synchronized void hold() {
        gate = Promise.promise();
    }

    /** Lets go on what waits. */
    public void letGo() {
        Promise<Void> waited;
        synchronized (this) {
            waited = gate;
            held = 0;
        }
        waited.tryComplete();
    }

    /** How many requests wait. */
    public synchronized int held() {
        return held;
    }

    private synchronized Future<Void> gate() {
        held += gate.future().isComplete() ? 0 : 1;
        return gate.future();
    }

    @Override
    public long capacityBytes() {
        return bytes.length;
    }

    @Override
    public Future<Void> read(long offsetBytes, ByteBuffer into) {
        return gate().onSuccess(nothing -> into.put(bytes, (int) offsetBytes, into.remaining()));
    }

    @Override
    public Future<Void> write(long offsetBytes, ByteBuffer data) {
        return gate().onSuccess(nothing -> data.get(bytes, (int) offsetBytes, data.remaining()));
    }
}
