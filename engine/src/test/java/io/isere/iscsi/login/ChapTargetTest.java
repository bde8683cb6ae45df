package io.isere.iscsi.login;

import static io.isere.iscsi.login.ChapLoginTest.ALICE;
import static io.isere.iscsi.login.ChapLoginTest.STORAGE;
import static io.isere.iscsi.login.ScriptedSecurity.NAMES;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.chap.ChapAlgorithm;
import io.isere.iscsi.chap.ChapChallenge;
import io.isere.iscsi.chap.ChapSecret;
import io.isere.iscsi.text.BinaryValue;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scripted initiator against the target's CHAP: RFC 7143, sections 9.2.1 and 12.1.3, by packing, order and lie. */
class ChapTargetTest {
    private final TargetLogin target =
            ScriptedSecurity.target(TargetAuthentication.chap(ALICE).withOwn(STORAGE));
    private final ScriptedSecurity script = new ScriptedSecurity();

    private Map<String, String> challenge() {
        assertThat(script.ask(target, false, NAMES + "AuthMethod=CHAP "))
                .containsEntry("AuthMethod", "CHAP")
                .doesNotContainKey("CHAP_C");
        return script.ask(target, false, "CHAP_A=5 ");
    }

    private static String response(Map<String, String> challenge, ChapSecret secret) {
        return BinaryValue.hex(new ChapChallenge(
                        ChapAlgorithm.of(Integer.parseInt(challenge.get("CHAP_A"))),
                        Integer.parseInt(challenge.get("CHAP_I")),
                        BinaryValue.parse(challenge.get("CHAP_C"), 1024))
                .response(secret));
    }

    private void assertRefused(LoginStatus status, String message, String text) {
        script.ask(target, true, text);
        assertThat(target.failure()).isNotNull();
        assertThat(target.failure().message()).contains(message);
        assertThat(target.failure().status()).isEqualTo(status);
        assertThat(script.response().statusClass() << 8 | script.response().statusDetail())
                .isEqualTo(status.code());
        assertThat(script.response().dataSegmentLengthBytes()).isZero();
    }

    private void assertAuthenticated() {
        assertThat(target.failure()).isNull();
        assertThat(script.response().transitBit()).isTrue();
        assertThat(target.authenticatedName()).isEqualTo("alice");
    }

    @Test
    void responseAndTransitInOnePdu() {
        script.ask(target, true, "CHAP_N=alice CHAP_R=" + response(challenge(), ALICE.secret()) + " ");
        assertAuthenticated();
    }

    @Test
    void methodAndAlgorithmInOnePdu() {
        Map<String, String> challenge = script.ask(target, false, NAMES + "CHAP_A=9,8 AuthMethod=CHAP,None ");
        assertThat(challenge).containsEntry("CHAP_A", "8").containsKeys("AuthMethod", "CHAP_I", "CHAP_C");
        script.ask(target, true, "CHAP_R=" + response(challenge, ALICE.secret()) + " CHAP_N=alice ");
        assertAuthenticated();
    }

    @Test
    void aKeyAPduInAnyOrder() {
        Map<String, String> challenge = challenge();
        script.ask(target, false, "CHAP_C=0x" + "5a".repeat(16) + " ");
        script.ask(target, false, "CHAP_R=" + response(challenge, ALICE.secret()) + " ");
        script.ask(target, false, "CHAP_I=7 ");
        Map<String, String> answer = script.ask(target, true, "CHAP_N=alice ");
        assertAuthenticated();
        ChapChallenge own = new ChapChallenge(ChapAlgorithm.MD5, 7, BinaryValue.parse("0x" + "5a".repeat(16), 16));
        assertThat(answer)
                .containsEntry("CHAP_N", "storage")
                .containsEntry("CHAP_R", BinaryValue.hex(own.response(STORAGE.secret())));
    }

    @Test
    void base64AndCapitalHexAreRead() {
        Map<String, String> challenge = challenge();
        byte[] response = BinaryValue.parse(response(challenge, ALICE.secret()), 16);
        Map<String, String> answer = script.ask(
                target, true, "CHAP_N=alice CHAP_R=" + BinaryValue.base64(response) + " CHAP_I=0xff CHAP_C=0XABCD ");
        assertAuthenticated();
        assertThat(answer).containsKey("CHAP_R");
    }

    @Test
    void whoWantsToLeaveBeforeItsResponseStays() {
        challenge();
        script.ask(target, true, "");
        assertThat(script.response().transitBit()).isFalse();
        assertThat(target.failure()).isNull();
    }

    @Test
    void whoWantsToLeaveWithoutAMethodIsRefused() {
        assertRefused(LoginStatus.AUTHENTICATION_FAILURE, "without authentication", NAMES);
    }

    @Test
    void aReflectedChallengeIsRefused() {
        Map<String, String> challenge = challenge();
        assertRefused(
                LoginStatus.AUTHENTICATION_FAILURE,
                "sent our own challenge back",
                "CHAP_N=alice CHAP_R=" + response(challenge, ALICE.secret()) + " CHAP_I=1 CHAP_C="
                        + challenge.get("CHAP_C") + " ");
    }

    @Test
    void aChallengeOfAnotherConnectionIsRefusedToo() {
        TargetLogin other = ScriptedSecurity.target(TargetAuthentication.chap(ALICE));
        Map<String, String> elsewhere = new ScriptedSecurity().ask(other, false, NAMES + "AuthMethod=CHAP CHAP_A=5 ");
        assertRefused(
                LoginStatus.AUTHENTICATION_FAILURE,
                "sent our own challenge back",
                "CHAP_N=alice CHAP_R=" + response(challenge(), ALICE.secret()) + " CHAP_I=1 CHAP_C="
                        + elsewhere.get("CHAP_C") + " ");
    }

    @Test
    void theTargetsOwnSecretProvesNothing() {
        assertRefused(
                LoginStatus.AUTHENTICATION_FAILURE,
                "did not prove",
                "CHAP_N=alice CHAP_R=" + response(challenge(), STORAGE.secret()) + " ");
    }

    @Test
    void everyConnectionGetsAnotherChallenge() {
        TargetLogin other = ScriptedSecurity.target(TargetAuthentication.chap(ALICE));
        assertThat(challenge().get("CHAP_C"))
                .isNotEqualTo(new ScriptedSecurity()
                        .ask(other, false, NAMES + "AuthMethod=CHAP CHAP_A=5 ")
                        .get("CHAP_C"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x", "0x1", "0xzz", "0b", "0b=", "0bA", "12", "None", "Reject"})
    void aMalformedResponseIsRefused(String response) {
        challenge();
        assertRefused(
                LoginStatus.AUTHENTICATION_FAILURE, "CHAP_R is malformed", "CHAP_N=alice CHAP_R=" + response + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "256", "x", "0x100", ""})
    void anIdentifierHasOneByte(String identifier) {
        assertRefused(
                LoginStatus.AUTHENTICATION_FAILURE,
                "CHAP_I is malformed",
                "CHAP_N=alice CHAP_R=" + response(challenge(), ALICE.secret()) + " CHAP_C=0x1234 CHAP_I=" + identifier
                        + " ");
    }

    @Test
    void aChallengeBeyond1024BytesIsRefused() {
        assertRefused(
                LoginStatus.AUTHENTICATION_FAILURE,
                "CHAP_C is malformed",
                "CHAP_N=alice CHAP_R=" + response(challenge(), ALICE.secret()) + " CHAP_I=1 CHAP_C=0x"
                        + "00".repeat(1025) + " ");
    }

    @Test
    void aResponseOfTheWrongLengthIsRefused() {
        String response = response(challenge(), ALICE.secret());
        assertRefused(LoginStatus.AUTHENTICATION_FAILURE, "did not prove", "CHAP_N=alice CHAP_R=" + response + "00 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHAP_I=1", "CHAP_C=0x1234"})
    void halfAMutualChallengeIsRefused(String half) {
        assertRefused(
                LoginStatus.INITIATOR_ERROR,
                "mutual CHAP takes CHAP_I and CHAP_C",
                "CHAP_N=alice CHAP_R=" + response(challenge(), ALICE.secret()) + " " + half + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHAP_A=5", "CHAP_N=alice CHAP_R=0x00", "CHAP_I=1", "CHAP_C=0x00"})
    void stepsBeforeTheMethodAreOutOfOrder(String early) {
        assertRefused(LoginStatus.INITIATOR_ERROR, "out of order", NAMES + early + " ");
    }

    @Test
    void aResponseBeforeTheChallengeIsOutOfOrder() {
        script.ask(target, false, NAMES + "AuthMethod=CHAP ");
        assertRefused(LoginStatus.INITIATOR_ERROR, "out of order", "CHAP_N=alice CHAP_R=0x00 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AuthMethod=CHAP", "CHAP_A=5"})
    void stepsAreNotRepeated(String again) {
        challenge();
        assertRefused(LoginStatus.INITIATOR_ERROR, "out of order", again + " ");
    }

    @Test
    void aKeyTwiceIsRefused() {
        challenge();
        assertRefused(LoginStatus.INITIATOR_ERROR, "CHAP_N was sent a second time", "CHAP_N=alice CHAP_N=bob ");
    }

    @Test
    void keysAfterTheEndAreRefused() {
        String response = response(challenge(), ALICE.secret());
        script.ask(target, false, "CHAP_N=alice CHAP_R=" + response + " ");
        assertRefused(LoginStatus.INITIATOR_ERROR, "out of order", "CHAP_I=1 CHAP_C=0x00 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "KRB5", "SRP,None", "chap", "", "CHAP2"})
    void otherMethodsAreRefused(String method) {
        assertRefused(
                LoginStatus.AUTHENTICATION_FAILURE, "this target takes CHAP", NAMES + "AuthMethod=" + method + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "4,0", "MD5", "", ",", "0x", "-5"})
    void unknownAlgorithmsAreRefused(String algorithms) {
        script.ask(target, false, NAMES + "AuthMethod=CHAP ");
        assertRefused(LoginStatus.AUTHENTICATION_FAILURE, "allowed here are", "CHAP_A=" + algorithms + " ");
    }
}
