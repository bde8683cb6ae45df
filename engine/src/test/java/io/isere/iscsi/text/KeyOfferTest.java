package io.isere.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a side that offered or declared a key makes of the answer, of both roles (RFC 7143 sections 6.2 and 13). */
class KeyOfferTest {

    static List<NegotiationKey> negotiated() {
        return KeyAnswerTest.negotiated();
    }

    @ParameterizedTest
    @MethodSource("negotiated")
    void theAnswersThatTheFunctionAdmitsAreTakenAndNoOthers(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        for (Role role : Role.values()) {
            for (String offered : rfc.values().legal()) {
                for (String answered : rfc.values().legal()) {
                    check(key, KeyCase.offering(role, key, offered), offered, answered);
                }
            }
        }
    }

    private static void check(NegotiationKey key, Negotiator offering, String offered, String answered) {
        RfcKey rfc = RfcKey.of(key);
        String pair = key.text() + "=" + answered;
        if (rfc.admits(offered, answered)) {
            assertThat(KeyCase.take(offering, pair)).isEmpty();
            assertThat(offering.values().value(key)).isEqualTo(answered);
        } else {
            assertThat(KeyCase.refuse(offering, pair))
                    .contains("is not a possible answer to " + key.text() + "=" + offered)
                    .endsWith("(RFC " + rfc.section() + ")");
        }
    }

    @ParameterizedTest
    @MethodSource("negotiated")
    void anIllegalAnswerEndsTheNegotiation(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        for (String value : rfc.values().illegal()) {
            Negotiator offering = KeyCase.offering(Role.INITIATOR, key, rfc.defaultValue());
            assertThat(KeyCase.refuse(offering, key.text() + "=" + value)).contains("is not a possible answer");
        }
    }

    /** Section 6.2: the key stays at its default, or at what was offered where that is stricter. */
    @ParameterizedTest
    @MethodSource("negotiated")
    void rejectAndIrrelevantLeaveTheStricterOfDefaultAndOffer(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        for (String word : List.of("Reject", "Irrelevant")) {
            for (String offered : rfc.values().legal()) {
                Negotiator offering = KeyCase.offering(Role.INITIATOR, key, offered);
                assertThat(KeyCase.take(offering, key.text() + "=" + word)).isEmpty();
                String result = rfc.answer(rfc.defaultValue(), offered);
                assertThat(offering.values().value(key))
                        .as("%s=%s answered %s", key.text(), offered, word)
                        .isEqualTo(result.equals("Reject") ? rfc.defaultValue() : result);
            }
        }
    }

    /**
     * Section 6.2: of the keys that everybody must know this answer is a protocol error; of later ones it is not. Of a
     * declaration it changes nothing, and is let pass.
     */
    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void onlyALaterKeyMayBeNotUnderstood(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        String value = rfc.values().legal().get(0);
        String pair = key.text() + "=NotUnderstood";
        if (!rfc.isDeclared() && !rfc.later()) {
            assertThat(KeyCase.refuse(KeyCase.offering(Role.INITIATOR, key, value), pair))
                    .contains("every implementation must know this key");
        } else {
            Role offerer = rfc.mayBeSentBy(Role.INITIATOR) ? Role.INITIATOR : Role.TARGET;
            Negotiator offering = KeyCase.offering(offerer, key, value);
            assertThat(KeyCase.take(offering, pair)).isEmpty();
        }
    }

    /** Section 6.2.2: answers are optional where the offer settles a boolean key alone, and needed everywhere else. */
    @ParameterizedTest
    @MethodSource("negotiated")
    void anAnswerIsNeededUnlessTheOfferSettlesIt(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        for (String offered : rfc.values().legal()) {
            boolean settled = (rfc.function().equals("AND") && offered.equals("No"))
                    || (rfc.function().equals("OR") && offered.equals("Yes"));
            Negotiator offering = KeyCase.offering(Role.INITIATOR, key, offered);
            assertThat(offering.awaitsNeededAnswer()).as(offered).isEqualTo(!settled);
            offering.settleUnanswered();
            assertThat(offering.awaitsNeededAnswer()).isFalse();
            if (settled) {
                assertThat(offering.values().value(key)).isEqualTo(offered);
            }
        }
    }

    /** Over one text both sides agree on every key, whoever offers it. */
    @ParameterizedTest
    @MethodSource("negotiated")
    void bothSidesSettleOnTheSameWhoeverOffers(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        for (Role offerer : Role.values()) {
            for (String offered : rfc.values().legal()) {
                for (String own : rfc.values().legal()) {
                    Negotiator offering = KeyCase.offering(offerer, key, offered);
                    Negotiator answering = KeyCase.hearing(
                            offerer.peer(), key, LocalValues.none().with(key, own));
                    String[] answers =
                            KeyCase.take(answering, key.text() + "=" + offered).toArray(String[]::new);
                    assertThat(KeyCase.take(offering, answers)).isEmpty();
                    boolean rejected = answers[0].endsWith("=Reject");
                    if (!rejected) {
                        assertThat(offering.values().value(key))
                                .isEqualTo(answering.values().value(key));
                    }
                }
            }
        }
    }
}
