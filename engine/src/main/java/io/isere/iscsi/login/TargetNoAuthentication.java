package io.isere.iscsi.login;

import io.isere.iscsi.text.KeyValue;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.TextConstants;
import io.isere.iscsi.text.TextWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The security stage of a target that authenticates nobody: chooses None from the initiator's list. */
final class TargetNoAuthentication implements SecurityStage {

    private boolean isChosen;

    @Override
    public void begin(TextWriter out) {
        // The initiator makes the first step.
    }

    @Override
    public boolean handles(String key) {
        return key.equals(NegotiationKey.AUTH_METHOD.text());
    }

    @Override
    public @Nullable LoginFailure onPair(KeyValue pair, TextWriter out) {
        if (isChosen) {
            return LoginFailure.found(
                    LoginStatus.INITIATOR_ERROR, "AuthMethod was sent a second time: renegotiation is not allowed");
        }
        if (!Arrays.asList(pair.value().split(",", -1)).contains(TextConstants.NONE)) {
            return LoginFailure.found(
                    LoginStatus.AUTHENTICATION_FAILURE,
                    "the initiator offers " + pair + " and this target supports None only: add None to the initiator's"
                            + " list, or turn its authentication off");
        }
        isChosen = true;
        out.add(NegotiationKey.AUTH_METHOD, TextConstants.NONE);
        return null;
    }

    @Override
    public boolean isComplete() {
        return true;
    }
}
