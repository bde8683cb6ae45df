package io.isere.rdma.verbs;

/**
 * A completion queue: the loop polls it, and it calls the handler of the queue pair each completion belongs to.
 *
 * <p>Thread: its loop. Allocates nothing after construction.
 */
public interface CompletionQueue {
    /** Most completions it can hold. */
    int capacity();

    /** Completions it holds now. */
    int size();

    /** Destroys an empty queue that no queue pair uses any more. */
    void close();
}
