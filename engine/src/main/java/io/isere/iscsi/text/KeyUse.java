package io.isere.iscsi.text;

/** When a key may be sent: the "Use" of RFC 7143, section 13. */
public enum KeyUse {
    /** In the security negotiation stage of a login, and nowhere else. */
    SECURITY,
    /** Leading only: in the login of a session's first connection. */
    LO,
    /** Initialize only: in the login of any connection. */
    IO,
    /** In login and full feature phase. */
    ALL,
    /** Full feature phase only. */
    FFPO
}
