package io.isere.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Negotiators in the circumstances in which a key means something, one a key. */
final class KeyCase {

    private KeyCase() {}

    /** Whether the key means something over iSER only, or is what makes it iSER. */
    static boolean needsIser(NegotiationKey key) {
        return RfcKey.of(key).irrelevant().contains(KeyTrait.ISER_ONLY) || key == NegotiationKey.RDMA_EXTENSIONS;
    }

    /** The phase in which it is sent first. */
    static NegotiationPhase phaseOf(NegotiationKey key) {
        return switch (RfcKey.of(key).use()) {
            case "SEC" -> NegotiationPhase.SECURITY;
            case "FFPO" -> NegotiationPhase.FULL_FEATURE;
            default -> NegotiationPhase.OPERATIONAL;
        };
    }

    /** A side that hears of {@code key} first from its peer; everything it depends on is settled. */
    static Negotiator hearing(Role role, NegotiationKey key, LocalValues own) {
        boolean dependsOnMaxBurst = key == NegotiationKey.FIRST_BURST_LENGTH;
        LocalValues all = dependsOnMaxBurst ? own.with(NegotiationKey.MAX_BURST_LENGTH, 0xff_ffff) : own;
        Negotiator negotiator = new Negotiator(role, needsIser(key), true, all);
        if (needsIser(key) && key != NegotiationKey.RDMA_EXTENSIONS) {
            negotiator.enter(NegotiationPhase.OPERATIONAL);
            take(negotiator, "RDMAExtensions=Yes");
        }
        negotiator.enter(phaseOf(key));
        if (dependsOnMaxBurst) {
            take(negotiator, "MaxBurstLength=16777215");
        }
        return negotiator;
    }

    /** A side that has offered or declared {@code value} and hears what its peer says to that. */
    static Negotiator offering(Role role, NegotiationKey key, String value) {
        Negotiator negotiator = hearing(role, key, LocalValues.none());
        negotiator.send(key, value, new TextWriter());
        return negotiator;
    }

    /** Hands over pairs, which must be taken; returns the answers as "key=value". */
    static List<String> take(Negotiator negotiator, String... pairs) {
        TextWriter answers = new TextWriter();
        boolean taken = negotiator.onPairs(text(pairs), answers);
        assertThat(negotiator.failure()).isEmpty();
        assertThat(taken).isTrue();
        return Exchange.pairsOf(answers).stream().map(KeyValue::toString).toList();
    }

    /** Hands over pairs, which must end the negotiation; returns the reason. */
    static String refuse(Negotiator negotiator, String... pairs) {
        TextWriter answers = new TextWriter();
        assertThat(negotiator.onPairs(text(pairs), answers))
                .as(List.of(pairs).toString())
                .isFalse();
        assertThat(answers.isEmpty()).isTrue();
        return negotiator.failure();
    }

    static List<KeyValue> text(String... pairs) {
        List<KeyValue> text = new ArrayList<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            text.add(new KeyValue(pair.substring(0, equals), pair.substring(equals + 1)));
        }
        return text;
    }
}
