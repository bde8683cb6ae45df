package io.isere.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where and by whom every key may be sent: sender, stage or phase, leading or later connection (RFC 7143 sections 6.3 and
 * 13), and when it means nothing (section 6.2, "Irrelevant").
 */
class KeyPlaceTest {

    private static String legalValue(NegotiationKey key) {
        return RfcKey.of(key).values().legal().get(0);
    }

    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void itIsTakenFromItsSenderInItsPlaceAndNowhereElse(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        for (Role listener : Role.values()) {
            for (NegotiationPhase phase : NegotiationPhase.values()) {
                for (boolean leading : new boolean[] {true, false}) {
                    Negotiator negotiator = new Negotiator(listener, false, leading, LocalValues.none());
                    negotiator.enter(phase);
                    boolean legal = rfc.mayBeSentBy(listener.peer()) && rfc.hasPlaceIn(phase, leading);
                    boolean taken =
                            negotiator.onPairs(KeyCase.text(key.text() + "=" + legalValue(key)), new TextWriter());
                    assertThat(taken)
                            .as("%s from the %s, %s, leading connection: %s", key, listener.peer(), phase, leading)
                            .isEqualTo(legal);
                    if (!legal) {
                        assertThat(negotiator.failure())
                                .startsWith(key.text() + " is not ")
                                .contains("RFC " + rfc.section());
                    }
                }
            }
        }
    }

    /** Section 13: what is "leading only" is not offered on a later connection; what is "connection only" is. */
    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void aLaterConnectionOffersWhatIsItsOwn(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        boolean iser = KeyCase.needsIser(key);
        LocalValues own = LocalValues.none().with(key, legalValue(key));
        Negotiator initiator = new Negotiator(Role.INITIATOR, iser, false, own);
        initiator.enter(NegotiationPhase.OPERATIONAL);
        TextWriter offers = new TextWriter();
        initiator.offerAll(offers);
        boolean offered =
                rfc.mayBeSentBy(Role.INITIATOR) && List.of("IO", "ALL").contains(rfc.use());
        assertThat(offers.isEmpty()).isEqualTo(!offered);
        assertThat(rfc.use().equals("LO") && rfc.scope().equals("CO"))
                .as("what is leading only holds for the session")
                .isFalse();
    }

    /** A situation that makes keys irrelevant, and the keys it does that to. */
    record Situation(String name, KeyTrait trait, boolean overIser, List<String> settledBefore) {
        Situation(String name, KeyTrait trait, boolean overIser, String... settledBefore) {
            this(name, trait, overIser, List.of(settledBefore));
        }

        String[] before() {
            return settledBefore.toArray(String[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Situation> situations() {
        return List.of(
                new Situation("SessionType=Discovery", KeyTrait.NO_DISCOVERY, false, "SessionType=Discovery"),
                new Situation("RDMAExtensions=Yes", KeyTrait.NO_ISER, true, "RDMAExtensions=Yes"),
                new Situation("RDMAExtensions=No", KeyTrait.ISER_ONLY, false, "RDMAExtensions=No"),
                new Situation("RDMAExtensions not sent", KeyTrait.ISER_ONLY, true),
                new Situation(
                        "no unsolicited data",
                        KeyTrait.FOR_UNSOLICITED_DATA,
                        false,
                        "InitialR2T=Yes",
                        "ImmediateData=No"));
    }

    @ParameterizedTest
    @MethodSource("situations")
    void anIrrelevantOfferIsAnsweredSoAndChangesNothing(Situation situation) {
        for (NegotiationKey key : NegotiationKey.values()) {
            RfcKey rfc = RfcKey.of(key);
            boolean here = key.has(situation.trait()) && key.allowedIn(NegotiationPhase.OPERATIONAL, true);
            if (here && rfc.isNegotiated() && !isSettledBy(situation, key)) {
                for (String value : rfc.values().legal()) {
                    List<String> answers = answers(situation, key, value);
                    boolean none = List.of(value.split(",")).contains("None");
                    assertThat(answers.get(answers.size() - 1))
                            .isEqualTo(key.text() + "=" + (none ? "None" : "Irrelevant"));
                }
            }
        }
    }

    private static boolean isSettledBy(Situation situation, NegotiationKey key) {
        return situation.settledBefore().stream().anyMatch(pair -> pair.startsWith(key.text() + "="));
    }

    private static List<String> answers(Situation situation, NegotiationKey key, String value) {
        Negotiator target = new Negotiator(Role.TARGET, situation.overIser(), true, LocalValues.none());
        target.enter(NegotiationPhase.OPERATIONAL);
        List<String> text = new ArrayList<>(situation.settledBefore());
        text.add(key.text() + "=" + value);
        List<String> answers = KeyCase.take(target, text.toArray(String[]::new));
        assertThat(target.values().value(key)).isEqualTo(key.defaultValue());
        return answers;
    }

    @ParameterizedTest
    @MethodSource("situations")
    void whatIsIrrelevantIsNotOffered(Situation situation) {
        for (NegotiationKey key : NegotiationKey.values()) {
            if (key.has(situation.trait()) && !isSettledBy(situation, key)) {
                LocalValues own = LocalValues.none().with(key, legalValue(key));
                Negotiator target = new Negotiator(Role.TARGET, situation.overIser(), true, own);
                target.enter(NegotiationPhase.OPERATIONAL);
                KeyCase.take(target, situation.before());
                TextWriter offers = new TextWriter();
                target.offerAll(offers);
                assertThat(offers.isEmpty()).as(key.text()).isTrue();
            }
        }
    }

    /** Section 6.2: keys that others depend on count wherever in the text they stand; answers keep the offers' order. */
    @ParameterizedTest
    @MethodSource("situations")
    void theOrderWithinATextDoesNotMatter(Situation situation) {
        for (NegotiationKey key : NegotiationKey.values()) {
            RfcKey rfc = RfcKey.of(key);
            boolean here = key.has(situation.trait()) && key.allowedIn(NegotiationPhase.OPERATIONAL, true);
            if (here && rfc.isNegotiated() && !isSettledBy(situation, key)) {
                List<String> after = new ArrayList<>();
                after.add(key.text() + "=" + legalValue(key));
                after.addAll(situation.settledBefore());
                Negotiator target = new Negotiator(Role.TARGET, situation.overIser(), true, LocalValues.none());
                target.enter(NegotiationPhase.OPERATIONAL);
                List<String> answers = KeyCase.take(target, after.toArray(String[]::new));
                List<String> usual = answers(situation, key, legalValue(key));
                assertThat(answers).containsExactlyInAnyOrderElementsOf(usual);
                assertThat(answers.get(0)).startsWith(key.text() + "=");
            }
        }
    }

    /** RFC 7143 section 13.14: FirstBurstLength never exceeds MaxBurstLength, in whichever order they are offered. */
    @Test
    void firstBurstLengthFollowsMaxBurstLengthInAnyOrder() {
        LocalValues own = LocalValues.none().with(NegotiationKey.FIRST_BURST_LENGTH, 262_144);
        for (String[] order : new String[][] {
            {"MaxBurstLength=4096", "FirstBurstLength=65536"}, {"FirstBurstLength=65536", "MaxBurstLength=4096"}
        }) {
            Negotiator target = KeyCase.hearing(Role.TARGET, NegotiationKey.MAX_BURST_LENGTH, own);
            assertThat(KeyCase.take(target, order))
                    .containsExactlyInAnyOrder("MaxBurstLength=4096", "FirstBurstLength=4096");
        }
    }
}
