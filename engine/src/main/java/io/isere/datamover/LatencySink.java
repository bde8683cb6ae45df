package io.isere.datamover;

/** Takes the latencies of one loop's commands. Called on the loop, for every command: must not allocate, lock or throw. */
public interface LatencySink {
    /** Takes none. */
    LatencySink NONE = (atTarget, operation, latencyNs) -> {};

    /**
     * A command has ended.
     *
     * @param atTarget true: from its arrival to its response, at a target; false: from its sending to its end, at an
     *     initiator
     */
    void record(boolean atTarget, Operation operation, long latencyNs);
}
