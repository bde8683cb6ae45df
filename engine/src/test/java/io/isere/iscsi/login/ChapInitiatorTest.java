package io.isere.iscsi.login;

import static io.isere.iscsi.login.ChapLoginTest.ALICE;
import static io.isere.iscsi.login.ChapLoginTest.STORAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.chap.ChapAlgorithm;
import io.isere.iscsi.chap.ChapChallenge;
import io.isere.iscsi.chap.ChapSecret;
import io.isere.iscsi.text.BinaryValue;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scripted target against the initiator's CHAP: RFC 7143, sections 9.2.1 and 12.1.3. */
class ChapInitiatorTest {
    private static final String CHALLENGE = "CHAP_A=5 CHAP_I=9 CHAP_C=0x00112233445566778899aabbccddeeff ";

    private final ScriptedSecurity script = new ScriptedSecurity();
    private final InitiatorLogin oneWay = ScriptedSecurity.initiator(InitiatorAuthentication.chap(ALICE));
    private final InitiatorLogin mutual =
            ScriptedSecurity.initiator(InitiatorAuthentication.chap(ALICE).requiring("", STORAGE.secret()));

    private void assertFailed(InitiatorLogin login, LoginStatus status, String message) {
        assertThat(login.failure()).isNotNull();
        assertThat(login.failure().message()).contains(message);
        assertThat(login.failure().status()).isEqualTo(status);
        assertThat(login.failure().reportedByPeer()).isFalse();
    }

    private Map<String, String> toChallenge(InitiatorLogin login) {
        script.start(login);
        script.answer(login, false, "TargetPortalGroupTag=1 AuthMethod=CHAP ");
        return script.answer(login, false, CHALLENGE);
    }

    private static String response(Map<String, String> challenge, ChapSecret secret) {
        return BinaryValue.hex(new ChapChallenge(
                        ChapAlgorithm.MD5,
                        Integer.parseInt(challenge.get("CHAP_I")),
                        BinaryValue.parse(challenge.get("CHAP_C"), 1024))
                .response(secret));
    }

    @Test
    void oneWayItOffersNoneTooAndAnswersTheChallenge() {
        assertThat(script.start(oneWay)).containsEntry("AuthMethod", "CHAP,None");
        assertThat(script.request().transitBit()).isFalse();
        assertThat(script.answer(oneWay, false, "AuthMethod=CHAP ")).containsEntry("CHAP_A", "8,6,5,7");
        Map<String, String> answer = script.answer(oneWay, false, CHALLENGE);
        ChapChallenge asked =
                new ChapChallenge(ChapAlgorithm.MD5, 9, BinaryValue.parse("0x00112233445566778899aabbccddeeff", 16));
        assertThat(answer)
                .containsEntry("CHAP_N", "alice")
                .containsEntry("CHAP_R", BinaryValue.hex(asked.response(ALICE.secret())))
                .doesNotContainKey("CHAP_C");
        assertThat(script.request().transitBit()).isTrue();
        assertThat(script.answer(oneWay, true, "")).containsKey("MaxBurstLength");
    }

    @Test
    void theChallengeMayComeInPieces() {
        script.start(oneWay);
        script.answer(oneWay, false, "AuthMethod=CHAP ");
        assertThat(script.answer(oneWay, false, "CHAP_C=0bAAAAAA== ")).isEmpty();
        assertThat(script.answer(oneWay, false, "CHAP_I=255 ")).isEmpty();
        assertThat(script.answer(oneWay, false, "CHAP_A=8 ")).containsKey("CHAP_R");
    }

    @Test
    void mutuallyTheTargetMustAnswer() {
        assertThat(script.start(mutual)).containsEntry("AuthMethod", "CHAP");
        script.answer(mutual, false, "AuthMethod=CHAP ");
        Map<String, String> own = script.answer(mutual, false, CHALLENGE);
        assertThat(own).containsKeys("CHAP_N", "CHAP_R", "CHAP_I", "CHAP_C");
        assertThat(script.answer(mutual, true, "CHAP_N=anything CHAP_R=" + response(own, STORAGE.secret()) + " "))
                .containsKey("MaxBurstLength");
    }

    @Test
    void aTargetThatGoesOnWithoutAnswerIsRefused() {
        toChallenge(mutual);
        script.answer(mutual, true, "");
        assertFailed(mutual, LoginStatus.AUTHENTICATION_FAILURE, "without authenticating itself");
    }

    @Test
    void aTargetWithOnlyHalfAnAnswerIsRefused() {
        toChallenge(mutual);
        script.answer(mutual, true, "CHAP_N=storage ");
        assertFailed(mutual, LoginStatus.AUTHENTICATION_FAILURE, "without authenticating itself");
    }

    @Test
    void theInitiatorsOwnSecretProvesNothing() {
        Map<String, String> own = toChallenge(mutual);
        script.answer(mutual, true, "CHAP_N=storage CHAP_R=" + response(own, ALICE.secret()) + " ");
        assertFailed(mutual, LoginStatus.AUTHENTICATION_FAILURE, "with this initiator's own secret");
    }

    @Test
    void itsChallengeReflectedOnAnotherConnectionIsRefused() {
        Map<String, String> own = toChallenge(mutual);
        InitiatorLogin second =
                ScriptedSecurity.initiator(InitiatorAuthentication.chap(ALICE).requiring("", STORAGE.secret()));
        script.start(second);
        script.answer(second, false, "AuthMethod=CHAP ");
        script.answer(second, false, "CHAP_A=5 CHAP_I=1 CHAP_C=" + own.get("CHAP_C") + " ");
        assertFailed(second, LoginStatus.AUTHENTICATION_FAILURE, "reflection");
    }

    @Test
    void noneIsTakenOneWayOnly() {
        script.start(oneWay);
        script.answer(oneWay, false, "AuthMethod=None ");
        assertThat(oneWay.failure()).isNull();
        assertThat(script.request().transitBit()).isTrue();
        script.start(mutual);
        script.answer(mutual, false, "AuthMethod=None ");
        assertFailed(mutual, LoginStatus.AUTHENTICATION_FAILURE, "AuthMethod=None to AuthMethod=CHAP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SRP", "Reject", "CHAP,None", "NotUnderstood", "Irrelevant", ""})
    void otherMethodsAreRefused(String method) {
        script.start(oneWay);
        script.answer(oneWay, false, "AuthMethod=" + method + " ");
        assertFailed(oneWay, LoginStatus.AUTHENTICATION_FAILURE, "the target answered AuthMethod=" + method);
    }

    @Test
    void withoutCredentialsNoMethodButNoneIsTaken() {
        InitiatorLogin plain = new InitiatorLogin(
                InitiatorLoginOptions.normal(TransportKind.TCP, Directories.INITIATOR, Directories.TARGET)
                        .firstStage(LoginStage.SECURITY));
        assertThat(script.start(plain)).containsEntry("AuthMethod", "None");
        script.answer(plain, false, "AuthMethod=CHAP ");
        assertFailed(plain, LoginStatus.AUTHENTICATION_FAILURE, "give it a CHAP name and secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "5,6", "", "MD5"})
    void anAlgorithmThatWasNotOfferedIsRefused(String algorithm) {
        script.start(oneWay);
        script.answer(oneWay, false, "AuthMethod=CHAP ");
        script.answer(oneWay, false, "CHAP_A=" + algorithm + " CHAP_I=1 CHAP_C=0x1234 ");
        assertFailed(oneWay, LoginStatus.AUTHENTICATION_FAILURE, "the target chose CHAP_A=" + algorithm);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"CHAP_I=256 CHAP_C=0x12", "CHAP_I=1 CHAP_C=0x123", "CHAP_I=1 CHAP_C=0b*", "CHAP_I= CHAP_C=0x12"})
    void aMalformedChallengeIsRefused(String challenge) {
        script.start(oneWay);
        script.answer(oneWay, false, "AuthMethod=CHAP ");
        script.answer(oneWay, false, "CHAP_A=5 " + challenge + " ");
        assertFailed(oneWay, LoginStatus.AUTHENTICATION_FAILURE, "is malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHAP_N=x", "CHAP_R=0x00", "AuthMethod=CHAP"})
    void stepsOutOfOrderAreRefused(String text) {
        script.start(oneWay);
        script.answer(oneWay, false, "AuthMethod=CHAP ");
        script.answer(oneWay, false, text + " ");
        assertThat(oneWay.failure().status()).isEqualTo(LoginStatus.INITIATOR_ERROR);
    }
}
