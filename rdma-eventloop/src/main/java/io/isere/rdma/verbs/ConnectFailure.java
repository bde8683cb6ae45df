package io.isere.rdma.verbs;

/**
 * Why a connection did not come to be.
 *
 * @param reason the class of failure
 * @param message for people: what happened, with the address
 * @param privateData what a rejecting peer sent along; empty when nothing
 */
@SuppressWarnings("ArrayRecordComponent") // Private data is handed over once; nobody compares these records.
public record ConnectFailure(Reason reason, String message, byte[] privateData) {
    /** Classes of failure. */
    public enum Reason {
        /** Nobody listens there, or the network refused. */
        UNREACHABLE,
        /** No answer in time. */
        TIMED_OUT,
        /** The peer's consumer rejected the request. */
        REJECTED,
        /** What answered does not speak the protocol, or not as agreed. */
        PROTOCOL_ERROR,
        /** This side gave up: the queue pair was disconnected or aborted before the connection was established. */
        CANCELLED
    }
}
