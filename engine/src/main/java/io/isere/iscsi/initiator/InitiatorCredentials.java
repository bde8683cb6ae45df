package io.isere.iscsi.initiator;

import io.isere.iscsi.login.InitiatorAuthentication;
import org.jspecify.annotations.Nullable;

/**
 * Who an initiator is to targets, and who they have to be: apart for sessions and for discovery. Immutable; any thread.
 *
 * @param session for normal sessions; null: no authentication
 * @param discovery for discovery sessions; null: no authentication
 */
public record InitiatorCredentials(
        @Nullable InitiatorAuthentication session, @Nullable InitiatorAuthentication discovery) {
    /** No authentication. */
    public static final InitiatorCredentials NONE = new InitiatorCredentials(null, null);
}
