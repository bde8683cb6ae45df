package io.isere.rdma.eventloop;

import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;

/** Boots Vert.x on RDMA loops: every event-loop context of it is a loop that polls completion queues. */
public final class RdmaVertx {
    private RdmaVertx() {}

    /** With adaptive loops, one core left to the rest of the machine. */
    public static Vertx create() {
        return create(new VertxOptions(), new LoopOptions());
    }

    /** With loops of these options. */
    public static Vertx create(LoopOptions loopOptions) {
        return create(new VertxOptions(), loopOptions);
    }

    /** With both sets of options; see {@link #builder}. */
    public static Vertx create(VertxOptions vertxOptions, LoopOptions loopOptions) {
        return builder(vertxOptions, loopOptions).build();
    }

    /**
     * A builder, for metrics or clustering besides.
     *
     * @param vertxOptions taken as they are, but Vert.x's default number of event loops is replaced by
     *     {@link #defaultEventLoops}
     */
    public static VertxBuilder builder(VertxOptions vertxOptions, LoopOptions loopOptions) {
        VertxOptions options = new VertxOptions(vertxOptions);
        if (options.getEventLoopPoolSize() == VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE) {
            options.setEventLoopPoolSize(defaultEventLoops());
        }
        return Vertx.builder().with(options).withTransport(new RdmaTransport(loopOptions));
    }

    /**
     * One loop a core, but for one core. Vert.x's own default of two a core suits loops that sleep; one that spins takes a
     * core from whoever it waits for. The core left over runs the application's threads, the compiler and the collector.
     * On two cores this gives one loop: an initiator and a target in one process then share it and answer each other
     * within a turn, where two spinning loops would compete with everything else.
     */
    public static int defaultEventLoops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }
}
