package io.isere.iscsi.text;

/** Who may propose or declare a key: the "Senders" of RFC 7143, section 13. The other side may still answer it. */
public enum KeySenders {
    /** The initiator. */
    INITIATOR,
    /** The target. */
    TARGET,
    /** Either. */
    BOTH;

    /** Whether {@code role} is among them. */
    public boolean include(Role role) {
        return this == BOTH || (this == INITIATOR) == (role == Role.INITIATOR);
    }
}
