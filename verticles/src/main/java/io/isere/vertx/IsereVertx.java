package io.isere.vertx;

import io.isere.rdma.eventloop.LoopOptions;
import io.isere.rdma.eventloop.RdmaVertx;
import io.isere.vertx.impl.IsereLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;

/**
 * Boots the Vert.x that {@link IsereTarget} and {@link IsereInitiator} run on: its event loops poll RDMA completion queues
 * besides everything a Vert.x event loop does. Any thread.
 */
public final class IsereVertx {
    private IsereVertx() {}

    /** With adaptive loops, one fewer than there are cores. */
    public static Vertx create() {
        return RdmaVertx.create();
    }

    /** With loops of these options: how they idle, and how they wait for sockets. */
    public static Vertx create(LoopOptions loopOptions) {
        return RdmaVertx.create(loopOptions);
    }

    /** With the caller's Vert.x options too; for metrics and clustering see {@link RdmaVertx#builder}. */
    public static Vertx create(VertxOptions vertxOptions, LoopOptions loopOptions) {
        return RdmaVertx.create(vertxOptions, loopOptions);
    }

    /** What connections hold now on each event loop of a Vert.x that has had any. */
    public static Future<List<LoopUsage>> usage(Vertx vertx) {
        return IsereLoop.usage(vertx);
    }

    /** What the connections of a Vert.x have counted and measured since its loops began; reading it disturbs nobody. */
    public static IsereMetrics metrics(Vertx vertx) {
        return IsereLoop.metrics(vertx);
    }
}
