package io.isere.rdma.loop;

/**
 * Something an event loop polls in every turn: a completion queue, or the sockets of a software provider.
 *
 * <p>Thread: called by the loop it is registered with only. The loop sleeps only after every pollable has answered
 * {@code true} to {@link #arm}, as with {@code ibv_req_notify_cq} followed by a last poll.
 */
public interface LoopPollable {
    /**
     * Does at most {@code budget} pieces of work and returns how many it did; 0 means idle. Must not throw and must not
     * allocate.
     */
    int poll(int budget);

    /**
     * Prepares for the loop to sleep: asks for a wake-up when work arrives.
     *
     * @return true when armed and still idle; false when work is there already, so the loop must poll again
     */
    boolean arm();

    /**
     * Takes an {@link #arm} that answered true back: the loop polls again, whether it slept or another pollable kept it
     * from sleeping.
     */
    void disarm();
}
