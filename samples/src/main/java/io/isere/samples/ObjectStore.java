package io.isere.samples;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Something like S3, held in a map: objects by key, got, put and deleted as a whole, each after a while. A stand-in for a
 * client of a real one. Any thread; futures complete on Vert.x's timers.
 */
public final class ObjectStore {
    private final Vertx vertx;
    private final long delayMs;
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

    /** @param delayMs how long each request takes, 0: no time */
    public ObjectStore(Vertx vertx, long delayMs) {
        this.vertx = vertx;
        this.delayMs = delayMs;
    }

    /** The bytes of an object; none when there is no such object. */
    public Future<byte[]> get(String key) {
        return afterAWhile().map(nothing -> objects.getOrDefault(key, new byte[0]));
    }

    /** Stores an object in place of the one there may be. */
    public Future<Void> put(String key, byte[] bytes) {
        return afterAWhile().onSuccess(nothing -> objects.put(key, bytes));
    }

    /** Forgets an object. */
    public Future<Void> delete(String key) {
        return afterAWhile().onSuccess(nothing -> objects.remove(key));
    }

    /** How many objects there are now. */
    public int count() {
        return objects.size();
    }

    private Future<Void> afterAWhile() {
        if (delayMs == 0) {
            return Future.succeededFuture();
        }
        Promise<Void> over = Promise.promise();
        vertx.timer(delayMs, TimeUnit.MILLISECONDS).onComplete(fired -> over.complete());
        return over.future();
    }
}
