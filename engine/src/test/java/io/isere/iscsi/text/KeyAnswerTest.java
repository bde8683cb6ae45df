package io.isere.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a side answers to every key, to legal and to illegal values (RFC 7143 sections 6.2, 6.2.1 and 6.2.2). */
class KeyAnswerTest {

    static List<NegotiationKey> negotiated() {
        return Arrays.stream(NegotiationKey.values())
                .filter(key -> RfcKey.of(key).isNegotiated())
                .toList();
    }

    static List<NegotiationKey> declared() {
        return Arrays.stream(NegotiationKey.values())
                .filter(NegotiationKey::isDeclarative)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("negotiated")
    void theAnswerIsTheResultOfTheFunction(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        for (String own : rfc.values().legal()) {
            for (String offered : rfc.values().legal()) {
                Negotiator target =
                        KeyCase.hearing(Role.TARGET, key, LocalValues.none().with(key, own));
                // It goes by the transport, not by a wish.
                String wanted = key == NegotiationKey.RDMA_EXTENSIONS ? "Yes" : own;
                String answer = answerOf(target, key, offered);
                assertThat(answer)
                        .as("%s=%s to a side that wants %s", key.text(), offered, wanted)
                        .isEqualTo(rfc.answer(offered, wanted));
                assertThat(target.values().value(key)).isEqualTo(answer.equals("Reject") ? rfc.defaultValue() : answer);
            }
        }
    }

    private static String answerOf(Negotiator negotiator, NegotiationKey key, String offered) {
        List<String> answers = KeyCase.take(negotiator, key.text() + "=" + offered);
        assertThat(answers).singleElement().asString().startsWith(key.text() + "=");
        return answers.get(0).substring(key.text().length() + 1);
    }

    /** Section 6.2.2: "Proposing a value not admissible MAY be answered with the constant Reject", and it stays as it was. */
    @ParameterizedTest
    @MethodSource("negotiated")
    void anIllegalOfferIsRejectedAndTheNegotiationGoesOn(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        for (String value : rfc.values().illegal()) {
            Negotiator target = KeyCase.hearing(Role.TARGET, key, LocalValues.none());
            assertThat(answerOf(target, key, value)).as(value).isEqualTo("Reject");
            assertThat(target.values().value(key)).isEqualTo(rfc.defaultValue());
        }
    }

    /** Section 6.2.1: values that are not understood are passed over, and without one that is, the answer is Reject. */
    @ParameterizedTest
    @MethodSource("negotiated")
    void unknownValuesOfAListArePassedOver(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        if (!rfc.function().equals("LIST")) {
            return;
        }
        String known = rfc.defaultValue();
        assertThat(answerOf(target(key), key, "X-com.example.a,Never," + known)).isEqualTo(known);
        assertThat(answerOf(target(key), key, "Never," + known.toLowerCase(Locale.ROOT)))
                .isEqualTo("Reject");
    }

    private static Negotiator target(NegotiationKey key) {
        return KeyCase.hearing(Role.TARGET, key, LocalValues.none());
    }

    /** A declaration needs no answer, and gets none. */
    @ParameterizedTest
    @MethodSource("declared")
    void aLegalDeclarationIsTakenWithoutAWord(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        Role declarer = rfc.mayBeSentBy(Role.INITIATOR) ? Role.INITIATOR : Role.TARGET;
        for (String value : rfc.values().legal()) {
            Negotiator listener = KeyCase.hearing(declarer.peer(), key, LocalValues.none());
            assertThat(KeyCase.take(listener, key.text() + "=" + value)).isEmpty();
            assertThat(listener.values().declared(key, declarer))
                    .isEqualTo(value.isEmpty() ? rfc.defaultValue() : value);
            assertThat(listener.values().isReceived(key)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("declared")
    void anIllegalDeclarationEndsTheNegotiationAndTheReasonNamesIt(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        Role declarer = rfc.mayBeSentBy(Role.INITIATOR) ? Role.INITIATOR : Role.TARGET;
        for (String value : rfc.values().illegal()) {
            Negotiator listener = KeyCase.hearing(declarer.peer(), key, LocalValues.none());
            assertThat(KeyCase.refuse(listener, key.text() + "=" + value))
                    .startsWith(key.text() + "=")
                    .contains("is not a legal value: want ")
                    .endsWith("(RFC " + rfc.section() + ")");
        }
    }

    /** Section 6.2: the words reserved for answers cannot be offered or declared. */
    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void theWordsOfAnswersCannotBeOffered(NegotiationKey key) {
        for (Role role : Role.values()) {
            for (String word : List.of("Reject", "Irrelevant", "NotUnderstood")) {
                Negotiator listener = KeyCase.hearing(role, key, LocalValues.none());
                assertThat(KeyCase.refuse(listener, key.text() + "=" + word)).contains("reserved for answers");
            }
        }
    }

    /** Section 13.25: the markers are refused, but never NotUnderstood. */
    @ParameterizedTest
    @EnumSource(
            value = NegotiationKey.class,
            names = {"OF_MARKER", "IF_MARKER", "OF_MARK_INT", "IF_MARK_INT"})
    void markersAreRefused(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        for (String value : rfc.values().legal()) {
            assertThat(answerOf(target(key), key, value)).isEqualTo(rfc.answer(value, ""));
        }
    }

    /** Section 6.1: keys are case sensitive. Section 6.2: what is not understood is answered so, whatever its value. */
    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void aKeyInOtherLettersIsAnotherKey(NegotiationKey key) {
        String other = key.text().toUpperCase(Locale.ROOT);
        Negotiator target = KeyCase.hearing(Role.TARGET, key, LocalValues.none());
        assertThat(KeyCase.take(target, other + "=1", "X-com.example.b=", "Y=Yes"))
                .containsExactly(other + "=NotUnderstood", "X-com.example.b=NotUnderstood", "Y=NotUnderstood");
    }

    /** Two sides that do not know each other's keys must not answer each other's answers for ever. */
    @Test
    void anAnswerToAnUnknownKeyIsNotAnswered() {
        Negotiator target = KeyCase.hearing(Role.TARGET, NegotiationKey.MAX_BURST_LENGTH, LocalValues.none());
        assertThat(KeyCase.take(target, "X-a=NotUnderstood", "X-b=Reject", "X-c=Irrelevant"))
                .isEmpty();
    }
}
