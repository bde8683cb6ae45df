package io.isere.rdma.verbs;

/**
 * Takes the completions of one queue pair, on its loop, in the order of each work queue. If it throws, the throwable is
 * reported to the loop, the queue pair is disconnected, and the loop goes on.
 */
public interface CompletionHandler {
    /** One work request ended; {@code completion} is valid during the call only. */
    void onCompletion(WorkCompletion completion);
}
