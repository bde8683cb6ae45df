package io.isere.iscsi.text;

/** How far one key has come in a negotiation; of one {@link Negotiator}, and as long-lived. */
final class KeyState {

    /** What we proposed or declared, empty if nothing. */
    String sent = "";

    /** What the peer declared, empty if nothing. */
    String declaredByPeer = "";

    /** What a negotiation settled, empty if nothing: the default holds. */
    String result = "";

    /** Whether we sent the key in this negotiation. */
    boolean isSent;

    /** Whether the peer sent the key in this negotiation, on its own account or as an answer. */
    boolean isReceived;

    /** Whether the peer does not know, or refuses, what we declared. */
    boolean isDeclaredInVain;

    /** Whether our proposal has no answer yet. */
    boolean awaitsAnswer;

    /** Forgets the exchange, not its outcome: another negotiation may send the key again. */
    void beginNegotiation() {
        isSent = false;
        isReceived = false;
        awaitsAnswer = false;
    }
}
