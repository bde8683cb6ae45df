package io.isere.iscsi.login;

import java.util.HashMap;
import java.util.Map;

/** Status-Class and Status-Detail of a Login Response (RFC 7143, section 11.13.5). Immutable; any thread. */
public enum LoginStatus {
    SUCCESS(0x0000, "login is proceeding", ""),
    TARGET_MOVED_TEMPORARILY(
            0x0101, "the target has temporarily moved to the address provided", "log in at that address"),
    TARGET_MOVED_PERMANENTLY(
            0x0102, "the target has permanently moved to the address provided", "log in at that address from now on"),
    INITIATOR_ERROR(0x0200, "miscellaneous initiator error", "compare the settings of both sides"),
    AUTHENTICATION_FAILURE(
            0x0201,
            "the initiator could not be authenticated, or target authentication is not supported",
            "check AuthMethod, user name and secret on both sides"),
    AUTHORIZATION_FAILURE(
            0x0202,
            "the initiator is not allowed access to the target",
            "add the initiator's name to the target's ACL"),
    NOT_FOUND(0x0203, "the target does not exist at this address", "check the target's name and the portal's address"),
    TARGET_REMOVED(0x0204, "the target has been removed, no forwarding address", "discover the targets again"),
    UNSUPPORTED_VERSION(
            0x0205, "the version range is not supported by the target", "both sides must speak version 0 (RFC 7143)"),
    TOO_MANY_CONNECTIONS(0x0206, "too many connections on this session", "close one, or raise MaxConnections"),
    MISSING_PARAMETER(0x0207, "missing parameters", "send the keys that the message names"),
    CANNOT_INCLUDE_IN_SESSION(
            0x0208, "the session cannot span to this connection", "connect to a portal of the same portal group"),
    SESSION_TYPE_NOT_SUPPORTED(
            0x0209, "this type of session is not supported, or not from this initiator", "use the other SessionType"),
    SESSION_DOES_NOT_EXIST(
            0x020a, "attempt to add a connection to a session that does not exist", "log in with TSIH 0"),
    INVALID_DURING_LOGIN(0x020b, "invalid request type during login", "send nothing but Login Requests until the end"),
    TARGET_ERROR(0x0300, "target hardware or software error", "look into the target's log, then retry"),
    SERVICE_UNAVAILABLE(0x0301, "the service or target is not operational", "retry later"),
    OUT_OF_RESOURCES(
            0x0302,
            "the target has insufficient session, connection, or other resources",
            "retry later, or raise the target's limits");

    private static final Map<Integer, LoginStatus> BY_CODE = new HashMap<>();

    static {
        for (LoginStatus status : values()) {
            BY_CODE.put(status.code, status);
        }
    }

    private final int code;
    private final String description;
    private final String advice;

    LoginStatus(int code, String description, String advice) {
        this.code = code;
        this.description = description;
        this.advice = advice;
    }

    /** The status of these two bytes; for a detail nobody assigned the general status of its class. */
    public static LoginStatus of(int statusClass, int statusDetail) {
        LoginStatus exact = BY_CODE.get(statusClass << Byte.SIZE | statusDetail);
        if (exact != null) {
            return exact;
        }
        return switch (statusClass) {
            case 0 -> SUCCESS;
            case 1 -> TARGET_MOVED_TEMPORARILY;
            case 2 -> INITIATOR_ERROR;
            default -> TARGET_ERROR;
        };
    }

    /** Class and detail, as 0x0201. */
    public int code() {
        return code;
    }

    /** Status-Class: 0 success, 1 redirection, 2 initiator error, 3 target error. */
    public int statusClass() {
        return code >> Byte.SIZE;
    }

    /** Status-Detail. */
    public int statusDetail() {
        return code & 0xff;
    }

    /** What it says. */
    public String description() {
        return description;
    }

    /** What the initiator's side can do about it; empty for success. */
    public String advice() {
        return advice;
    }

    /** Whether this sends the initiator elsewhere. */
    public boolean isRedirection() {
        return statusClass() == 1;
    }
}
