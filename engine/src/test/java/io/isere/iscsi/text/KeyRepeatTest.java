package io.isere.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every key sent twice: within a text, in two texts, after an answer, in another stage (RFC 7143 sections 6.3 and 6.4). */
class KeyRepeatTest {

    private static String pair(NegotiationKey key) {
        return key.text() + "=" + RfcKey.of(key).values().legal().get(0);
    }

    private static Negotiator listener(NegotiationKey key) {
        Role sender = RfcKey.of(key).mayBeSentBy(Role.INITIATOR) ? Role.INITIATOR : Role.TARGET;
        return KeyCase.hearing(sender.peer(), key, LocalValues.none());
    }

    private static void assertRefused(NegotiationKey key, String failure) {
        assertThat(failure).startsWith(key.text() + " was sent a second time").contains("RFC " + key.rfcSection());
    }

    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void twiceInATextIsRefusedUnlessTheKeyAllowsIt(NegotiationKey key) {
        if (key == NegotiationKey.TARGET_ADDRESS) {
            KeyCase.take(listener(key), pair(key), pair(key), "TargetAddress=10.0.0.2:3260,1");
        } else {
            assertRefused(key, KeyCase.refuse(listener(key), pair(key), pair(key)));
        }
    }

    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void twiceInALoginIsRefusedUnlessTheKeyAllowsIt(NegotiationKey key) {
        Negotiator listener = listener(key);
        KeyCase.take(listener, pair(key));
        if (key == NegotiationKey.TARGET_ADDRESS) {
            KeyCase.take(listener, pair(key));
        } else {
            assertRefused(key, KeyCase.refuse(listener, pair(key)));
        }
    }

    /** A key that any stage allows is declared in one of them. */
    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void onceInEachStageIsTwice(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        if (!rfc.anyStage() || key == NegotiationKey.TARGET_ADDRESS) {
            return;
        }
        Role listening = rfc.mayBeSentBy(Role.INITIATOR) ? Role.TARGET : Role.INITIATOR;
        Negotiator listener = new Negotiator(listening, false, true, LocalValues.none());
        listener.enter(NegotiationPhase.SECURITY);
        KeyCase.take(listener, pair(key));
        listener.enter(NegotiationPhase.OPERATIONAL);
        assertRefused(key, KeyCase.refuse(listener, pair(key)));
    }

    /** An answer ends the negotiation of its key: offering it again, or answering again, is a renegotiation. */
    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void afterItsAnswerAKeyIsNotOfferedAgain(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        if (rfc.isNegotiated()) {
            Negotiator offering = KeyCase.offering(Role.INITIATOR, key, rfc.defaultValue());
            String answer = key.text() + "=" + rfc.defaultValue();
            KeyCase.take(offering, answer);
            assertRefused(key, KeyCase.refuse(offering, answer));
        }
    }

    /** Section 6.4: each Text Request sequence of full feature phase is a negotiation of its own. */
    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void inFullFeaturePhaseEveryNegotiationMaySendItAgain(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        if (!rfc.hasPlaceIn(NegotiationPhase.FULL_FEATURE, true)) {
            return;
        }
        Negotiator listener = listener(key);
        for (int negotiation = 0; negotiation < 3; negotiation++) {
            listener.enter(NegotiationPhase.FULL_FEATURE);
            KeyCase.take(listener, pair(key));
        }
        if (key != NegotiationKey.TARGET_ADDRESS) {
            assertRefused(key, KeyCase.refuse(listener, pair(key)));
        }
    }
}
