package io.isere.iscsi.login;

/**
 * A target's answer to a {@link LoginIdentity}. Immutable.
 *
 * @param status {@link LoginStatus#SUCCESS}, or why not
 * @param message for a refusal: what was wrong and what to do about it, for the target's log
 * @param portalGroupTag tag of the portal group that serves this login, 0..65535; -1 sends none (discovery)
 * @param targetAlias name for people, empty for none
 * @param authentication how the initiator is to be authenticated
 * @param redirectTo for a redirection: the TargetAddress to send, {@code host:port} without tag; else empty
 */
public record Admission(
        LoginStatus status,
        String message,
        int portalGroupTag,
        String targetAlias,
        TargetAuthentication authentication,
        String redirectTo) {

    /** The login may proceed without authentication. */
    public static Admission granted(int portalGroupTag, String targetAlias) {
        return granted(portalGroupTag, targetAlias, TargetAuthentication.none());
    }

    /** The login may proceed if the initiator authenticates itself so. */
    public static Admission granted(int portalGroupTag, String targetAlias, TargetAuthentication authentication) {
        return new Admission(LoginStatus.SUCCESS, "", portalGroupTag, targetAlias, authentication, "");
    }

    /** The login is refused. */
    public static Admission refused(LoginStatus status, String message) {
        return new Admission(status, message, -1, "", TargetAuthentication.none(), "");
    }

    /** The target is elsewhere; {@code address} is {@code host:port}, an IPv6 address in brackets. */
    public static Admission moved(String address, boolean permanently) {
        LoginStatus status = permanently ? LoginStatus.TARGET_MOVED_PERMANENTLY : LoginStatus.TARGET_MOVED_TEMPORARILY;
        return new Admission(status, "redirected to " + address, -1, "", TargetAuthentication.none(), address);
    }
}
