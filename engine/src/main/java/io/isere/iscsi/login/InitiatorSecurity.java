package io.isere.iscsi.login;

import io.isere.iscsi.chap.ChallengeSource;
import io.isere.iscsi.chap.ChapAlgorithm;
import io.isere.iscsi.chap.ChapChallenge;
import io.isere.iscsi.chap.ChapSecret;
import io.isere.iscsi.text.BinaryValue;
import io.isere.iscsi.text.KeyValue;
import io.isere.iscsi.text.NumericalValue;
import io.isere.iscsi.text.TextConstants;
import io.isere.iscsi.text.TextWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The security stage of an initiator: None, or CHAP as {@link InitiatorAuthentication} says (RFC 7143, sections 9.2.1 and
 * 12.1.3).
 *
 * <p>With one-way CHAP it offers None too, as other initiators do: whether the initiator is to prove itself is the
 * target's affair. With mutual CHAP it offers nothing else.
 */
final class InitiatorSecurity implements SecurityStage {
    private enum Step {
        METHOD,
        CHALLENGE,
        TARGET_RESPONSE,
        DONE
    }

    private final @Nullable InitiatorAuthentication authentication;
    private final ChallengeSource challenges;
    private final ChapKeys keys = new ChapKeys();
    private Step step;
    private @Nullable ChapChallenge ownChallenge;

    InitiatorSecurity(@Nullable InitiatorAuthentication authentication, ChallengeSource challenges) {
        this.authentication = authentication;
        this.challenges = challenges;
        step = authentication == null ? Step.DONE : Step.METHOD;
    }

    @Override
    public void begin(TextWriter out) {
        out.add(ChapKeys.AUTH_METHOD, offer());
    }

    private String offer() {
        if (authentication == null) {
            return TextConstants.NONE;
        }
        return authentication.isMutual() ? ChapKeys.CHAP : ChapKeys.CHAP + "," + TextConstants.NONE;
    }

    @Override
    public boolean handles(String key) {
        return ChapKeys.contain(key);
    }

    @Override
    public @Nullable LoginFailure onPairs(List<KeyValue> pairs, TextWriter out) {
        LoginFailure wrong = keys.add(pairs);
        if (wrong == null && keys.has(ChapKeys.AUTH_METHOD)) {
            wrong = onMethod(keys.take(ChapKeys.AUTH_METHOD), out);
        }
        InitiatorAuthentication own = authentication;
        if (wrong != null || own == null) {
            return wrong == null ? findMisplaced() : wrong;
        }
        if (step == Step.CHALLENGE && keys.has(ChapKeys.ALGORITHM, ChapKeys.IDENTIFIER, ChapKeys.CHALLENGE)) {
            wrong = onChallenge(own, out);
        } else if (step == Step.TARGET_RESPONSE && keys.has(ChapKeys.NAME, ChapKeys.RESPONSE)) {
            wrong = onTargetResponse(own);
        }
        return wrong == null ? findMisplaced() : wrong;
    }

    private @Nullable LoginFailure findMisplaced() {
        boolean misplaced = switch (step) {
            case METHOD, DONE -> !keys.isEmpty();
            case CHALLENGE -> keys.has(ChapKeys.NAME) || keys.has(ChapKeys.RESPONSE);
            case TARGET_RESPONSE ->
                keys.has(ChapKeys.ALGORITHM) || keys.has(ChapKeys.IDENTIFIER) || keys.has(ChapKeys.CHALLENGE);
        };
        return misplaced ? ChapKeys.protocolError("the target sent " + keys.names() + " out of order") : null;
    }

    private @Nullable LoginFailure onMethod(String chosen, TextWriter out) {
        InitiatorAuthentication own = authentication;
        if (own == null) {
            return chosen.equals(TextConstants.NONE)
                    ? null
                    : ChapKeys.failed("the target answered AuthMethod=" + chosen + " to AuthMethod=None: it insists on"
                            + " authentication, and this initiator has no credentials; give it a CHAP name and secret");
        }
        if (step != Step.METHOD) {
            return ChapKeys.protocolError("the target sent AuthMethod a second time");
        }
        if (chosen.equals(TextConstants.NONE) && !own.isMutual()) {
            step = Step.DONE;
            return null;
        }
        if (!chosen.equals(ChapKeys.CHAP)) {
            return ChapKeys.failed("the target answered AuthMethod=" + chosen + " to AuthMethod=" + offer()
                    + ": set up CHAP for this initiator there");
        }
        step = Step.CHALLENGE;
        out.add(
                ChapKeys.ALGORITHM,
                own.algorithms().stream().map(a -> Integer.toString(a.code())).collect(Collectors.joining(",")));
        return null;
    }

    private @Nullable LoginFailure onChallenge(InitiatorAuthentication own, TextWriter out) {
        String number = keys.take(ChapKeys.ALGORITHM);
        ChapAlgorithm algorithm = ChapAlgorithm.of(NumericalValue.parse(number));
        if (algorithm == null || !own.algorithms().contains(algorithm)) {
            return ChapKeys.failed("the target chose CHAP_A=" + number + ", offered were " + own.algorithms());
        }
        int identifier = keys.takeIdentifier();
        byte[] bytes = keys.takeBinary(ChapKeys.CHALLENGE);
        if (identifier < 0 || bytes == null) {
            return ChapKeys.malformed(identifier < 0 ? ChapKeys.IDENTIFIER : ChapKeys.CHALLENGE);
        }
        if (challenges.isOwn(bytes)) {
            return ChapKeys.failed("the target sent a challenge of ours back: a reflection attack, or a defect of it");
        }
        ChapChallenge asked = new ChapChallenge(algorithm, identifier, bytes);
        out.add(ChapKeys.NAME, own.own().name());
        out.add(ChapKeys.RESPONSE, BinaryValue.hex(asked.response(own.own().secret())));
        step = own.isMutual() ? Step.TARGET_RESPONSE : Step.DONE;
        if (own.isMutual()) {
            ChapChallenge made = challenges.next(algorithm);
            ownChallenge = made;
            out.add(ChapKeys.IDENTIFIER, Integer.toString(made.identifier()));
            out.add(ChapKeys.CHALLENGE, made.text());
        }
        return null;
    }

    private @Nullable LoginFailure onTargetResponse(InitiatorAuthentication own) {
        ChapSecret secret = own.targetSecret();
        ChapChallenge asked = ownChallenge;
        String name = keys.take(ChapKeys.NAME);
        byte[] response = keys.takeBinary(ChapKeys.RESPONSE);
        if (response == null || secret == null || asked == null) {
            return ChapKeys.malformed(ChapKeys.RESPONSE);
        }
        if (asked.isAnsweredBy(response, own.own().secret())) {
            return ChapKeys.failed("the target answered with this initiator's own secret: give each direction its own");
        }
        boolean proven = asked.isAnsweredBy(response, secret);
        if (!proven || !(own.targetName().isEmpty() || own.targetName().equals(name))) {
            return ChapKeys.failed("the target is not the one it should be: CHAP_N=" + ChapKeys.quote(name)
                    + (proven ? ", expected was " + own.targetName() : " did not prove the secret expected of it"));
        }
        step = Step.DONE;
        return null;
    }

    @Override
    public boolean mayLeave() {
        return step == Step.DONE || step == Step.TARGET_RESPONSE;
    }

    @Override
    public @Nullable LoginFailure onLeave() {
        return step == Step.DONE
                ? null
                : ChapKeys.failed("the target left the security stage without authenticating itself (mutual CHAP)");
    }
}
