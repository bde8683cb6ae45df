package io.isere.iscsi.text;

/** When text is exchanged: each phase is a negotiation of its own and allows other keys (RFC 7143, section 6.2). */
public enum NegotiationPhase {
    /** Login, SecurityNegotiation stage. */
    SECURITY,
    /** Login, LoginOperationalNegotiation stage. */
    OPERATIONAL,
    /** Full Feature Phase: Text Requests and Responses. */
    FULL_FEATURE
}
