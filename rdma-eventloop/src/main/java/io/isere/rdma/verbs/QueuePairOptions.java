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
 * @param exposesMemory whether windows are going to be bound for it; a device may give it a protection domain of its own
 *     then, which costs registrations. Without it, binding gives {@link PostResult#INVALID}
 */
public record QueuePairOptions(
        CompletionQueue completionQueue,
        int maxSendRequests,
        int maxReceiveRequests,
        int maxSge,
        CompletionHandler completionHandler,
        ConnectionEvents connectionEvents,
        boolean exposesMemory) {

    /** One that may expose memory. */
    public QueuePairOptions(
            CompletionQueue completionQueue,
            int maxSendRequests,
            int maxReceiveRequests,
            int maxSge,
            CompletionHandler completionHandler,
            ConnectionEvents connectionEvents) {
        this(completionQueue, maxSendRequests, maxReceiveRequests, maxSge, completionHandler, connectionEvents, true);
    }
}
