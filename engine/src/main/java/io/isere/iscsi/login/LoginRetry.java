package io.isere.iscsi.login;

import java.util.EnumMap;
import java.util.Map;

/** Whether a login that was refused is worth another attempt, by its status (RFC 7143 section 11.13.5). A table. */
public enum LoginRetry {
    /** Another attempt would be refused too: somebody has to change something first. */
    NEVER,
    /** Final when nobody was logged in before; of a target that was there, it says that it is not up again yet. */
    WHEN_REOPENING,
    /** It may succeed later. */
    LATER,
    /** At the address that came with it. */
    ELSEWHERE;

    private static final Map<LoginStatus, LoginRetry> TABLE = new EnumMap<>(LoginStatus.class);

    static {
        TABLE.put(LoginStatus.TARGET_MOVED_TEMPORARILY, ELSEWHERE);
        TABLE.put(LoginStatus.TARGET_MOVED_PERMANENTLY, ELSEWHERE);
        TABLE.put(LoginStatus.INITIATOR_ERROR, NEVER);
        TABLE.put(LoginStatus.AUTHENTICATION_FAILURE, NEVER);
        TABLE.put(LoginStatus.AUTHORIZATION_FAILURE, NEVER);
        // tgtd and LIO listen before their targets are configured.
        TABLE.put(LoginStatus.NOT_FOUND, WHEN_REOPENING);
        TABLE.put(LoginStatus.TARGET_REMOVED, NEVER);
        TABLE.put(LoginStatus.UNSUPPORTED_VERSION, NEVER);
        // The connection that was lost may still count at the target.
        TABLE.put(LoginStatus.TOO_MANY_CONNECTIONS, WHEN_REOPENING);
        TABLE.put(LoginStatus.MISSING_PARAMETER, NEVER);
        TABLE.put(LoginStatus.CANNOT_INCLUDE_IN_SESSION, NEVER);
        TABLE.put(LoginStatus.SESSION_TYPE_NOT_SUPPORTED, NEVER);
        TABLE.put(LoginStatus.SESSION_DOES_NOT_EXIST, NEVER);
        TABLE.put(LoginStatus.INVALID_DURING_LOGIN, NEVER);
        TABLE.put(LoginStatus.TARGET_ERROR, LATER);
        TABLE.put(LoginStatus.SERVICE_UNAVAILABLE, LATER);
        TABLE.put(LoginStatus.OUT_OF_RESOURCES, LATER);
    }

    /** That of a status the target sent. */
    public static LoginRetry of(LoginStatus status) {
        return TABLE.getOrDefault(status, NEVER);
    }
}
