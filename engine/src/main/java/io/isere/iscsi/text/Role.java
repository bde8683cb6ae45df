package io.isere.iscsi.text;

/** Which side of a connection somebody is. */
public enum Role {
    /** Sends requests. */
    INITIATOR,
    /** Answers them. */
    TARGET;

    /** The other side. */
    public Role peer() {
        return this == INITIATOR ? TARGET : INITIATOR;
    }
}
