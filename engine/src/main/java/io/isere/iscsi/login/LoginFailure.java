package io.isere.iscsi.login;

import java.util.Locale;

/**
 * Why a login failed. Immutable.
 *
 * @param status class and detail: those the target sent, or those that fit best if this side found the fault
 * @param reportedByPeer whether the target said so; else this side found the peer's text or PDUs at fault
 * @param message what was wrong and what to do about it, for a person
 */
public record LoginFailure(LoginStatus status, boolean reportedByPeer, String message) {

    static LoginFailure found(LoginStatus status, String message) {
        return new LoginFailure(status, false, message);
    }

    /** What a Login Response with this status means. */
    static LoginFailure reported(int statusClass, int statusDetail) {
        LoginStatus status = LoginStatus.of(statusClass, statusDetail);
        String message = String.format(
                Locale.ROOT,
                "the target refused the login with status 0x%02x%02x: %s; %s",
                statusClass,
                statusDetail,
                status.description(),
                status.advice());
        return new LoginFailure(status, true, message);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (0x%04x): %s", status, status.code(), message);
    }
}
