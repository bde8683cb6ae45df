package io.isere.iscsi.login;

import io.isere.iscsi.chap.ChallengeSource;
import io.isere.iscsi.chap.ChapAlgorithm;
import io.isere.iscsi.chap.ChapChallenge;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.chap.ChapSecret;
import io.isere.iscsi.text.BinaryValue;
import io.isere.iscsi.text.KeyValue;
import io.isere.iscsi.text.NumericalValue;
import io.isere.iscsi.text.TextConstants;
import io.isere.iscsi.text.TextWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The security stage of a target: None or CHAP, one-way or mutual, as {@link TargetAuthentication} says (RFC 7143,
 * sections 9.2.1 and 12.1.3).
 *
 * <p>An initiator is told no more than that it failed; what was wrong goes to the log, without secrets.
 */
final class TargetSecurity implements SecurityStage {
    /** Stands in for the secret of a name nobody has, so that the answer takes as long. */
    private static final ChapSecret NOBODY = ChapSecret.of("nobody has this secret");

    private enum Step {
        METHOD,
        ALGORITHM,
        RESPONSE,
        DONE
    }

    private final ChallengeSource challenges;
    private final ChapKeys keys = new ChapKeys();
    private TargetAuthentication authentication = TargetAuthentication.none();
    private Step step = Step.METHOD;
    private @Nullable ChapChallenge challenge;
    private String authenticatedName = "";
    private boolean mutual;

    TargetSecurity(ChallengeSource challenges) {
        this.challenges = challenges;
    }

    /** Says how to authenticate this initiator; before any of its security keys is taken. */
    void require(TargetAuthentication wanted) {
        authentication = wanted;
    }

    /** CHAP_N of the initiator; empty if it was not authenticated. */
    String authenticatedName() {
        return authenticatedName;
    }

    /** How the initiator was authenticated, in words for a log; empty if it was not. */
    String description() {
        ChapChallenge answered = challenge;
        return authenticatedName.isEmpty() || answered == null
                ? ""
                : "CHAP " + authenticatedName + " by " + answered.algorithm() + (mutual ? ", mutual" : "");
    }

    @Override
    public void begin(TextWriter out) {
        // The initiator makes the first step.
    }

    @Override
    public boolean handles(String key) {
        return ChapKeys.contain(key);
    }

    @Override
    public @Nullable LoginFailure onPairs(List<KeyValue> pairs, TextWriter out) {
        LoginFailure wrong = keys.add(pairs);
        if (wrong == null && step == Step.METHOD && keys.has(ChapKeys.AUTH_METHOD)) {
            wrong = chooseMethod(keys.take(ChapKeys.AUTH_METHOD), out);
        }
        if (wrong == null && step == Step.ALGORITHM && keys.has(ChapKeys.ALGORITHM)) {
            wrong = challenge(keys.take(ChapKeys.ALGORITHM), out);
        } else if (wrong == null && step == Step.RESPONSE && keys.has(ChapKeys.NAME, ChapKeys.RESPONSE)) {
            wrong = verify(out);
        }
        return wrong == null ? findMisplaced() : wrong;
    }

    private @Nullable LoginFailure findMisplaced() {
        boolean misplaced = switch (step) {
            case METHOD, ALGORITHM, DONE -> !keys.isEmpty();
            case RESPONSE -> keys.has(ChapKeys.AUTH_METHOD) || keys.has(ChapKeys.ALGORITHM);
        };
        return misplaced ? ChapKeys.protocolError(keys.names() + " out of order, in step " + step) : null;
    }

    private @Nullable LoginFailure chooseMethod(String offered, TextWriter out) {
        for (String method : offered.split(",", -1)) {
            if (method.equals(ChapKeys.CHAP) && authentication.offersChap()) {
                step = Step.ALGORITHM;
                out.add(ChapKeys.AUTH_METHOD, ChapKeys.CHAP);
                return null;
            }
            if (method.equals(TextConstants.NONE) && authentication.offersNone()) {
                step = Step.DONE;
                out.add(ChapKeys.AUTH_METHOD, TextConstants.NONE);
                return null;
            }
        }
        String wanted = authentication.offersChap() ? ChapKeys.CHAP : TextConstants.NONE;
        return ChapKeys.failed("the initiator offers AuthMethod=" + offered + " and this target takes " + wanted
                + " from it: "
                + (authentication.offersChap()
                        ? "give the initiator a CHAP name and secret"
                        : "add None to the initiator's list, or set up its CHAP name and secret here"));
    }

    private @Nullable LoginFailure challenge(String offered, TextWriter out) {
        ChapAlgorithm chosen = Arrays.stream(offered.split(",", -1))
                .map(number -> ChapAlgorithm.of(NumericalValue.parse(number)))
                .filter(algorithm ->
                        algorithm != null && authentication.algorithms().contains(algorithm))
                .findFirst()
                .orElse(null);
        if (chosen == null) {
            return ChapKeys.failed(
                    "the initiator offers CHAP_A=" + offered + ", allowed here are " + authentication.algorithms());
        }
        ChapChallenge made = challenges.next(chosen);
        challenge = made;
        step = Step.RESPONSE;
        out.add(ChapKeys.ALGORITHM, Integer.toString(chosen.code()));
        out.add(ChapKeys.IDENTIFIER, Integer.toString(made.identifier()));
        out.add(ChapKeys.CHALLENGE, made.text());
        return null;
    }

    private @Nullable LoginFailure verify(TextWriter out) {
        ChapChallenge asked = challenge;
        String name = keys.take(ChapKeys.NAME);
        byte[] response = keys.takeBinary(ChapKeys.RESPONSE);
        if (asked == null || response == null) {
            return ChapKeys.malformed(ChapKeys.RESPONSE);
        }
        if (!isProven(asked, name, response)) {
            return ChapKeys.failed("CHAP_N=" + ChapKeys.quote(name) + " did not prove a secret of this initiator:"
                    + " check name and secret on both sides");
        }
        ChapCredentials own = authentication.own();
        if (own != null && asked.isAnsweredBy(response, own.secret())) {
            return ChapKeys.failed("the initiator answered with the target's own secret: give each direction its own");
        }
        authenticatedName = name;
        step = Step.DONE;
        return keys.isEmpty() ? null : proveOwn(asked.algorithm(), own, out);
    }

    private boolean isProven(ChapChallenge asked, String name, byte[] response) {
        boolean proven = false;
        boolean known = false;
        for (ChapCredentials initiator : authentication.initiators()) {
            if (initiator.name().equals(name)) {
                known = true;
                proven |= asked.isAnsweredBy(response, initiator.secret());
            }
        }
        boolean provesNobody = !known && asked.isAnsweredBy(response, NOBODY);
        return proven && !provesNobody;
    }

    /** The initiator wants to know who we are. */
    private @Nullable LoginFailure proveOwn(ChapAlgorithm algorithm, @Nullable ChapCredentials own, TextWriter out) {
        if (!keys.has(ChapKeys.IDENTIFIER, ChapKeys.CHALLENGE)) {
            return ChapKeys.protocolError(keys.names() + " alone: mutual CHAP takes CHAP_I and CHAP_C");
        }
        int identifier = keys.takeIdentifier();
        byte[] bytes = keys.takeBinary(ChapKeys.CHALLENGE);
        if (identifier < 0 || bytes == null) {
            return ChapKeys.malformed(identifier < 0 ? ChapKeys.IDENTIFIER : ChapKeys.CHALLENGE);
        }
        if (challenges.isOwn(bytes)) {
            return ChapKeys.failed("the initiator sent our own challenge back: a reflection attack, or a defect of it");
        }
        if (own == null) {
            return ChapKeys.failed("the initiator wants mutual CHAP, and this target has no name and secret of its own:"
                    + " set them up, or turn mutual CHAP off at the initiator");
        }
        ChapChallenge wanted = new ChapChallenge(algorithm, identifier, bytes);
        out.add(ChapKeys.NAME, own.name());
        out.add(ChapKeys.RESPONSE, BinaryValue.hex(wanted.response(own.secret())));
        mutual = true;
        return null;
    }

    @Override
    public boolean mayLeave() {
        return step == Step.DONE || (step == Step.METHOD && authentication.offersNone());
    }

    @Override
    public @Nullable LoginFailure onLeave() {
        return step != Step.METHOD || authentication.offersNone()
                ? null
                : ChapKeys.failed(
                        "the initiator wants to log in without authentication: give it a CHAP name and secret");
    }
}
