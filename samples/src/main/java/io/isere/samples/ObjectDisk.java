package io.isere.samples;

import io.isere.vertx.spi.AsyncStore;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A disk whose blocks live in an object store, one object for each {@value #OBJECT_BYTES} bytes: how to write a backstore of
 * one's own. Objects that were never written do not exist, so the disk takes the space of what is in it.
 *
 * <p>Objects are put as a whole, so a write of part of one gets it first; requests to the same object run one after another,
 * those to different objects at the same time. A write completes when its objects are put: there is no cache to flush.
 */
public final class ObjectDisk implements AsyncStore {
    /** Bytes of an object: large enough for few requests, small enough for short ones. */
    public static final int OBJECT_BYTES = 64 << 10;

    private final ObjectStore objects;
    private final String name;
    private final long capacityBytes;
    /** The last request to each object that has one under way; guarded by itself. */
    private final Map<Long, Future<?>> lastOf = new HashMap<>();

    /** @param name what the keys of its objects begin with */
    public ObjectDisk(ObjectStore objects, String name, long capacityBytes) {
        this.objects = objects;
        this.name = name;
        this.capacityBytes = capacityBytes;
    }

    @Override
    public long capacityBytes() {
        return capacityBytes;
    }

    @Override
    public int unmapGranularityBytes() {
        return OBJECT_BYTES;
    }

    @Override
    public Future<Void> read(long offsetBytes, ByteBuffer into) {
        return eachObject(offsetBytes, into.remaining(), part -> {
            ByteBuffer place = into.slice(into.position() + part.done, part.bytes);
            return get(part).onSuccess(object -> place.put(object, part.from, part.bytes));
        });
    }

    @Override
    public Future<Void> write(long offsetBytes, ByteBuffer data) {
        return eachObject(offsetBytes, data.remaining(), part -> {
            Future<byte[]> before =
                    part.bytes == OBJECT_BYTES ? Future.succeededFuture(new byte[OBJECT_BYTES]) : get(part);
            return before.compose(object -> {
                data.get(data.position() + part.done, object, part.from, part.bytes);
                return objects.put(part.key, object);
            });
        });
    }

    @Override
    public Future<Void> unmap(long offsetBytes, int lengthBytes) {
        return eachObject(
                offsetBytes,
                lengthBytes,
                part -> part.bytes == OBJECT_BYTES
                        ? objects.delete(part.key)
                        : get(part).compose(object -> {
                            Arrays.fill(object, part.from, part.from + part.bytes, (byte) 0);
                            return objects.put(part.key, object);
                        }));
    }

    /** A copy of an object, of full length. */
    private Future<byte[]> get(Part part) {
        return objects.get(part.key).map(bytes -> Arrays.copyOf(bytes, OBJECT_BYTES));
    }

    /** What of a request is in one object: {@code bytes} of it from {@code from} on, {@code done} lie in objects before. */
    private record Part(String key, int from, int bytes, int done) {}

    private interface Request {
        Future<?> of(Part part);
    }

    private Future<Void> eachObject(long offsetBytes, int lengthBytes, Request request) {
        List<Future<?>> requests = new ArrayList<>();
        int bytes;
        for (int done = 0; done < lengthBytes; done += bytes) {
            long number = (offsetBytes + done) / OBJECT_BYTES;
            int from = (int) ((offsetBytes + done) % OBJECT_BYTES);
            bytes = Math.min(OBJECT_BYTES - from, lengthBytes - done);
            Part part = new Part(name + "/" + number, from, bytes, done);
            requests.add(inTurn(number, () -> request.of(part)));
        }
        return Future.join(requests).mapEmpty();
    }

    /** Runs a request to an object when the one before it has ended, however that ended. */
    private Future<?> inTurn(long number, Supplier<Future<?>> request) {
        synchronized (lastOf) {
            Future<?> mine = lastOf.getOrDefault(number, Future.succeededFuture())
                    .transform(before -> request.get().mapEmpty());
            lastOf.put(number, mine);
            mine.onComplete(ended -> {
                synchronized (lastOf) {
                    lastOf.remove(number, mine);
                }
            });
            return mine;
        }
    }
}
