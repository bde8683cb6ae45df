package io.isere.iscsi.login;

import static io.isere.iscsi.login.Directories.INITIATOR;
import static io.isere.iscsi.login.Directories.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.chap.ChapAlgorithm;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.chap.ChapSecret;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs the initiator in to the target with CHAP (RFC 7143, section 12.1.3): what works, and what must not. */
class ChapLoginTest {
    static final ChapCredentials ALICE = new ChapCredentials("alice", ChapSecret.of("alice's own secret"));
    static final ChapCredentials BOB = new ChapCredentials("bob", ChapSecret.of("bob's own secret, other"));
    static final ChapCredentials STORAGE = new ChapCredentials("storage", ChapSecret.of("storage's own secret"));

    record Way(
            TransportKind transport, boolean discovery, ChapAlgorithm algorithm, boolean mutual, int textLimitBytes) {}

    static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (TransportKind transport : TransportKind.values()) {
            for (boolean discovery : new boolean[] {false, true}) {
                for (ChapAlgorithm algorithm : ChapAlgorithm.values()) {
                    for (boolean mutual : new boolean[] {false, true}) {
                        for (int limitBytes : new int[] {8192, 100, 17}) {
                            ways.add(new Way(transport, discovery, algorithm, mutual, limitBytes));
                        }
                    }
                }
            }
        }
        return ways;
    }

    private static LoginLoop loop(Way way, InitiatorAuthentication initiator, TargetAuthentication target) {
        InitiatorLoginOptions options = way.discovery()
                ? InitiatorLoginOptions.discovery(way.transport(), INITIATOR)
                : InitiatorLoginOptions.normal(way.transport(), INITIATOR, TARGET);
        return new LoginLoop(
                options.authentication(initiator).textLimitBytes(way.textLimitBytes()),
                new TargetLoginOptions(way.transport()).textLimitBytes(way.textLimitBytes()),
                Directories.answering(Admission.granted(1, "", target)));
    }

    private static LoginLoop overTcp(InitiatorAuthentication initiator, TargetAuthentication target) {
        return loop(new Way(TransportKind.TCP, false, ChapAlgorithm.MD5, false, 8192), initiator, target);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theRightSecretsLogIn(Way way) {
        InitiatorAuthentication initiator =
                InitiatorAuthentication.chap(ALICE).withAlgorithms(List.of(way.algorithm()));
        LoginLoop loop = loop(
                way,
                way.mutual() ? initiator.requiring("storage", STORAGE.secret()) : initiator,
                TargetAuthentication.chap(BOB, ALICE).withOwn(STORAGE));
        assertThat(loop.run()).as("%s", loop.initiator().failure()).isEqualTo(InitiatorLogin.Outcome.DONE);
        assertThat(loop.responseText())
                .contains("AuthMethod=CHAP ", "CHAP_A=" + way.algorithm().code() + " ")
                .doesNotContain("secret");
        assertThat(loop.requestText()).contains("CHAP_N=alice ").doesNotContain("secret");
        assertThat(loop.responseText().contains("CHAP_N=storage ")).isEqualTo(way.mutual());
        assertThat(loop.target().authenticatedName()).isEqualTo("alice");
        assertThat(loop.target().authentication())
                .isEqualTo("CHAP alice by " + way.algorithm() + (way.mutual() ? ", mutual" : ""));
    }

    @Test
    void theExchangeIsThatOfTheRfc() {
        LoginLoop loop = overTcp(
                InitiatorAuthentication.chap(ALICE).requiring("", STORAGE.secret()),
                TargetAuthentication.chap(ALICE).withOwn(STORAGE));
        assertThat(loop.run()).isEqualTo(InitiatorLogin.Outcome.DONE);
        assertThat(loop.flow()).containsExactly("I0", "T0", "I0", "T0", "I0>1", "T0>1", "I1>3", "T1>3");
        assertThat(loop.requestText()).contains("AuthMethod=CHAP ", "CHAP_A=8,6,5,7 ");
    }

    @Test
    void theFirstAlgorithmOfTheInitiatorThatTheTargetAllowsIsUsed() {
        LoginLoop loop = overTcp(
                InitiatorAuthentication.chap(ALICE).withAlgorithms(List.of(ChapAlgorithm.SHA256, ChapAlgorithm.MD5)),
                TargetAuthentication.chap(ALICE).withAlgorithms(List.of(ChapAlgorithm.MD5, ChapAlgorithm.SHA1)));
        assertThat(loop.run()).isEqualTo(InitiatorLogin.Outcome.DONE);
        assertThat(loop.responseText()).contains("CHAP_A=5 ");
    }

    @Test
    void withoutACommonAlgorithmTheLoginFails() {
        assertRefused(
                overTcp(
                        InitiatorAuthentication.chap(ALICE).withAlgorithms(List.of(ChapAlgorithm.MD5)),
                        TargetAuthentication.chap(ALICE).withAlgorithms(List.of(ChapAlgorithm.SHA3_256))),
                "CHAP_A=5, allowed here are [SHA3-256]");
    }

    @Test
    void aWrongSecretIsRefused() {
        ChapCredentials wrong = new ChapCredentials("alice", ChapSecret.of("not alice's secret"));
        assertRefused(
                overTcp(InitiatorAuthentication.chap(wrong), TargetAuthentication.chap(ALICE)),
                "CHAP_N=alice did not prove");
    }

    @Test
    void anUnknownNameIsRefusedWithTheSameWords() {
        assertRefused(
                overTcp(InitiatorAuthentication.chap(BOB), TargetAuthentication.chap(ALICE)),
                "CHAP_N=bob did not prove");
    }

    @Test
    void anotherInitiatorsSecretUnderOnesOwnNameIsRefused() {
        ChapCredentials mixed = new ChapCredentials("alice", BOB.secret());
        assertRefused(
                overTcp(InitiatorAuthentication.chap(mixed), TargetAuthentication.chap(ALICE, BOB)),
                "CHAP_N=alice did not prove");
    }

    @Test
    void anInitiatorWithoutCredentialsIsRefused() {
        LoginLoop loop = overTcp(null, TargetAuthentication.chap(ALICE));
        assertRefused(loop, "without authentication");
    }

    @Test
    void noneIsTakenWhereItIsAllowed() {
        LoginLoop loop = overTcp(null, TargetAuthentication.chap(ALICE).orNone());
        assertThat(loop.run()).isEqualTo(InitiatorLogin.Outcome.DONE);
        assertThat(loop.target().authenticatedName()).isEmpty();
        assertThat(loop.target().authentication()).isEmpty();
    }

    @Test
    void chapIsUsedWhereTheInitiatorPrefersItAndNoneIsAllowed() {
        LoginLoop loop = overTcp(
                InitiatorAuthentication.chap(ALICE),
                TargetAuthentication.chap(ALICE).orNone());
        assertThat(loop.run()).isEqualTo(InitiatorLogin.Outcome.DONE);
        assertThat(loop.responseText()).contains("AuthMethod=CHAP ");
    }

    @Test
    void credentialsDoNoHarmWhereTheTargetWantsNone() {
        LoginLoop loop = overTcp(InitiatorAuthentication.chap(ALICE), TargetAuthentication.none());
        assertThat(loop.run()).isEqualTo(InitiatorLogin.Outcome.DONE);
        assertThat(loop.responseText()).contains("AuthMethod=None ");
    }

    @Test
    void whoWantsTheTargetToProveItselfTakesNoNone() {
        LoginLoop loop = overTcp(
                InitiatorAuthentication.chap(ALICE).requiring("", STORAGE.secret()), TargetAuthentication.none());
        assertRefused(loop, "AuthMethod=CHAP and this target takes None");
    }

    @Test
    void aTargetWithoutCredentialsOfItsOwnRefusesMutualChap() {
        assertRefused(
                overTcp(
                        InitiatorAuthentication.chap(ALICE).requiring("", STORAGE.secret()),
                        TargetAuthentication.chap(ALICE)),
                "this target has no name and secret of its own");
    }

    @Test
    void theInitiatorRefusesATargetWithAnotherSecret() {
        LoginLoop loop = overTcp(
                InitiatorAuthentication.chap(ALICE).requiring("", BOB.secret()),
                TargetAuthentication.chap(ALICE).withOwn(STORAGE));
        assertThat(loop.run()).isEqualTo(InitiatorLogin.Outcome.FAILED);
        assertThat(loop.initiator().failure().message()).contains("CHAP_N=storage did not prove the secret expected");
        assertThat(loop.initiator().failure().status()).isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
    }

    @Test
    void theInitiatorRefusesATargetWithAnotherName() {
        LoginLoop loop = overTcp(
                InitiatorAuthentication.chap(ALICE).requiring("depot", STORAGE.secret()),
                TargetAuthentication.chap(ALICE).withOwn(STORAGE));
        assertThat(loop.run()).isEqualTo(InitiatorLogin.Outcome.FAILED);
        assertThat(loop.initiator().failure().message()).contains("CHAP_N=storage, expected was depot");
    }

    @Test
    void oneSecretForBothDirectionsCannotBeSetUp() {
        assertThatThrownBy(() -> TargetAuthentication.chap(ALICE).withOwn(new ChapCredentials("x", ALICE.secret())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("have the same secret");
        InitiatorAuthentication initiator = InitiatorAuthentication.chap(ALICE);
        assertThatThrownBy(() -> initiator.requiring("", ALICE.secret()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the secret that the target is to prove");
    }

    private static void assertRefused(LoginLoop loop, String message) {
        assertThat(loop.run()).isEqualTo(InitiatorLogin.Outcome.FAILED);
        assertThat(loop.targetOutcome()).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
        assertThat(loop.target().failure().status()).isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
        assertThat(loop.target().failure().message()).contains(message).doesNotContain("secret's");
        assertThat(loop.initiator().failure().status()).isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
        assertThat(loop.initiator().failure().reportedByPeer()).isTrue();
    }
}
