package io.isere.rdma.verbs;

/**
 * How an established connection ended.
 *
 * @param reason the class of end
 * @param terminate the Terminate message that was sent or received; {@link TerminateCode#NONE} when none was
 * @param message for people
 */
public record Disconnect(Reason reason, TerminateCode terminate, String message) {
    /** Classes of end. */
    public enum Reason {
        /** This side asked for it. */
        LOCAL,
        /** The peer closed in an orderly way. */
        PEER_CLOSED,
        /** The peer sent a Terminate message. */
        PEER_TERMINATED,
        /** This side found an error of the peer and, where the protocol has it, sent a Terminate message. */
        PROTOCOL_ERROR,
        /** The transport broke: reset, network down, peer dead. */
        BROKEN
    }
}
