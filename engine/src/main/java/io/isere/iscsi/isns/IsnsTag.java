package io.isere.iscsi.isns;

/** Attributes that are used here, with their tags (RFC 4171, section 6.1). Immutable; any thread. */
public enum IsnsTag {
    /** Ends the message key. */
    DELIMITER(0),
    /** Which network entity: a machine, or a program on it. */
    ENTITY_IDENTIFIER(1),
    /** 2: iSCSI. */
    ENTITY_PROTOCOL(2),
    /** Seconds after which a registration ends that is not renewed. */
    REGISTRATION_PERIOD(6),
    /** Address of a portal, IPv4 mapped to IPv6. */
    PORTAL_ADDRESS(16),
    /** TCP port of a portal. */
    PORTAL_PORT(17),
    /** Name of an initiator or target. */
    ISCSI_NAME(32),
    /** 1: target, 2: initiator. */
    ISCSI_NODE_TYPE(33),
    /** Name for people. */
    ISCSI_ALIAS(34),
    /** Address of a portal of a portal group. */
    GROUP_ADDRESS(49),
    /** Port of a portal of a portal group. */
    GROUP_PORT(50),
    /** Tag of a portal group; empty: the node is not reached through the portal. */
    GROUP_TAG(51);

    private final int code;

    IsnsTag(int code) {
        this.code = code;
    }

    /** Its number. */
    public int code() {
        return code;
    }
}
