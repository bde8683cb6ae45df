package io.isere.iscsi.isns;

/** Requests of a client, with their numbers (RFC 4171, section 4.1.3); a response has bit 15 set. Immutable; any thread. */
public enum IsnsFunction {
    /** Registers an entity with its portals and nodes. */
    DEVICE_REGISTRATION(1),
    /** Asks for attributes of what has a key. */
    DEVICE_QUERY(2),
    /** Asks for the node behind another one. */
    DEVICE_GET_NEXT(3),
    /** Ends a registration. */
    DEVICE_DEREGISTRATION(4);

    private static final int RESPONSE = 0x8000;

    private final int code;

    IsnsFunction(int code) {
        this.code = code;
    }

    /** Number of the request. */
    public int code() {
        return code;
    }

    /** Number of the response. */
    public int responseCode() {
        return code | RESPONSE;
    }
}
