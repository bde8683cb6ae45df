package io.isere.iscsi.text;

/** What the result of a key holds for: the "Scope" of RFC 7143, section 13. */
public enum KeyScope {
    /** This connection only. */
    CO,
    /** Session-wide. */
    SW
}
