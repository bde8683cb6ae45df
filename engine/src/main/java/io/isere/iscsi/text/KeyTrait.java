package io.isere.iscsi.text;

/** Further properties of a key. */
public enum KeyTrait {
    /** May be sent in the security stage too. */
    ANY_STAGE,
    /** May be declared more than once. */
    REPEATABLE,
    /** Irrelevant when SessionType=Discovery. */
    NO_DISCOVERY,
    /** Irrelevant when RDMAExtensions=Yes. */
    NO_ISER,
    /** Irrelevant when RDMAExtensions=No. */
    ISER_ONLY,
    /** Irrelevant when InitialR2T=Yes and ImmediateData=No. */
    FOR_UNSOLICITED_DATA,
    /** Newer than RFC 3720: a peer may answer NotUnderstood. */
    LATER_KEY
}
