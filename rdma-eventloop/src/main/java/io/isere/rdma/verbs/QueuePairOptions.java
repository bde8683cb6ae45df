package io.isere.rdma.verbs;

/**
 * What a queue pair is made of.
 *
 * @param completionQueue where both work queues report
 * @param maxSendRequests depth of the send queue
 * @param maxReceiveRequests depth of the receive queue
 * @param maxSge most scatter/gather entries of a request
 * @param completionHandler takes its completions
 * @param connectionEvents hears of its connection
 */
public record QueuePairOptions(
        CompletionQueue completionQueue,
        int maxSendRequests,
        int maxReceiveRequests,
        int maxSge,
        CompletionHandler completionHandler,
        ConnectionEvents connectionEvents) {}
