package io.isere.rdma.eventloop;

/**
 * What a loop has done since it began. Written by its loop; exact when read there, and an estimate elsewhere.
 */
public final class LoopCounters {
    long turns;
    long polledWork;
    long socketLooks;
    long armings;
    long sleeps;
    long uncaught;

    LoopCounters() {}

    /** Turns. */
    public long turns() {
        return turns;
    }

    /** Pieces of work done by pollables. */
    public long polledWork() {
        return polledWork;
    }

    /** Times the socket handler ran, sleeping or not. */
    public long socketLooks() {
        return socketLooks;
    }

    /** Times the pollables were asked to arm; those that were not followed by a sleep found work. */
    public long armings() {
        return armings;
    }

    /** Times the loop gave the processor up: all pollables armed, no task waiting. */
    public long sleeps() {
        return sleeps;
    }

    /** Throwables that reached the loop; every one is a defect of a handler. */
    public long uncaught() {
        return uncaught;
    }
}
