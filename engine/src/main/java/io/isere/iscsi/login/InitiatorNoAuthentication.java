package io.isere.iscsi.login;

import io.isere.iscsi.text.KeyValue;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.TextConstants;
import io.isere.iscsi.text.TextWriter;
import org.jspecify.annotations.Nullable;

/** The security stage of an initiator without credentials: offers AuthMethod=None, and takes no other. */
final class InitiatorNoAuthentication implements SecurityStage {

    @Override
    public void begin(TextWriter out) {
        out.add(NegotiationKey.AUTH_METHOD, TextConstants.NONE);
    }

    @Override
    public boolean handles(String key) {
        return key.equals(NegotiationKey.AUTH_METHOD.text());
    }

    @Override
    public @Nullable LoginFailure onPair(KeyValue pair, TextWriter out) {
        if (pair.value().equals(TextConstants.NONE)) {
            return null;
        }
        return LoginFailure.found(
                LoginStatus.AUTHENTICATION_FAILURE,
                "the target answered " + pair + " to AuthMethod=None: it insists on authentication, and this initiator"
                        + " has no credentials; allow this initiator without authentication at the target");
    }

    @Override
    public boolean isComplete() {
        return true;
    }
}
