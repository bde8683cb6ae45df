package io.isere.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every row of the table against its rule, both sides being our negotiator. */
class NegotiationKeyTest {

    /** One key offered by an initiator that wants one value to a target that wants another. */
    record Case(NegotiationKey key, String offered, String wanted) {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (NegotiationKey key : NegotiationKey.values()) {
            for (String offered : samples(key)) {
                samples(key).forEach(wanted -> cases.add(new Case(key, offered, wanted)));
            }
        }
        return cases;
    }

    /** Legal values of a negotiated key, none for the others. */
    private static List<String> samples(NegotiationKey key) {
        List<String> candidates = switch (key.rule()) {
            case AND, OR -> List.of("Yes", "No");
            case MIN, MAX -> List.of("0", "1", "2", "31", "512", "3600", "8192", "65535", "0x100000");
            case LIST -> List.of("None", "CRC32C", "CRC32C,None", "RFC3720", "RFC3720,ResponseFence");
            case DECLARE, OBSOLETE -> List.of();
        };
        // AuthMethod is the security stage's, not the negotiator's.
        boolean negotiatedHere = key != NegotiationKey.AUTH_METHOD;
        return candidates.stream()
                .filter(value -> negotiatedHere && key.syntax().accepts(value))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bothSidesSettleOnTheResultOfTheRule(Case c) {
        boolean iser = c.key().has(KeyTrait.ISER_ONLY) || c.key() == NegotiationKey.RDMA_EXTENSIONS;
        Exchange exchange = new Exchange(
                iser,
                relevant(c.key()).with(c.key(), c.offered()),
                relevant(c.key()).with(c.key(), c.wanted()));
        exchange.run();
        String expected = expected(c, iser);
        assertThat(exchange.target().values().value(c.key())).isEqualTo(expected);
        assertThat(exchange.initiator().values().value(c.key())).isEqualTo(expected);
    }

    /** Other keys as they must be for {@code key} to mean something. */
    private static LocalValues relevant(NegotiationKey key) {
        LocalValues values = LocalValues.none();
        if (key.has(KeyTrait.ISER_ONLY)) {
            values = values.with(NegotiationKey.RDMA_EXTENSIONS, true);
        }
        return key == NegotiationKey.FIRST_BURST_LENGTH
                ? values.with(NegotiationKey.INITIAL_R2T, false).with(NegotiationKey.MAX_BURST_LENGTH, 0xff_ffff)
                : values;
    }

    private static String expected(Case c, boolean iser) {
        if (c.key() == NegotiationKey.RDMA_EXTENSIONS) {
            return iser ? "Yes" : "No";
        }
        return switch (c.key().rule()) {
            case AND -> c.offered().equals("Yes") && c.wanted().equals("Yes") ? "Yes" : "No";
            case OR -> c.offered().equals("No") && c.wanted().equals("No") ? "No" : "Yes";
            case MIN -> Long.decode(c.offered()) < Long.decode(c.wanted()) ? c.offered() : c.wanted();
            case MAX -> Long.decode(c.offered()) > Long.decode(c.wanted()) ? c.offered() : c.wanted();
            case LIST ->
                Arrays.stream(c.offered().split(","))
                        .filter(List.of(c.wanted().split(","))::contains)
                        .findFirst()
                        .orElse(c.key().defaultValue());
            case DECLARE, OBSOLETE -> throw new AssertionError();
        };
    }

    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void everyRowIsConsistent(NegotiationKey key) {
        assertThat(NegotiationKey.of(key.text())).isEqualTo(key);
        if (!key.defaultValue().isEmpty()) {
            assertThat(key.syntax().accepts(key.defaultValue())).isTrue();
        }
        boolean negotiated = !key.isDeclarative() && key.rule() != KeyRule.OBSOLETE;
        assertThat(negotiated && key.defaultValue().isEmpty())
                .as("negotiated without default")
                .isFalse();
        assertThat(key.rfcSection()).matches("714[345], [0-9.]+");
        assertThat(key.senders() == KeySenders.BOTH || key.isDeclarative()).isTrue();
    }

    static List<NegotiationKey> keysWithARange() {
        return Arrays.stream(NegotiationKey.values())
                .filter(key -> List.of(KeyRule.AND, KeyRule.OR, KeyRule.MIN, KeyRule.MAX)
                        .contains(key.rule()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("keysWithARange")
    void aProposalOutsideItsRangeIsAnsweredReject(NegotiationKey key) {
        boolean iser = key.has(KeyTrait.ISER_ONLY) || key == NegotiationKey.RDMA_EXTENSIONS;
        Negotiator target = new Negotiator(Role.TARGET, iser, true, LocalValues.none());
        target.enter(NegotiationPhase.OPERATIONAL);
        List<KeyValue> text = new ArrayList<>();
        if (key.has(KeyTrait.ISER_ONLY)) {
            text.add(new KeyValue("RDMAExtensions", "Yes"));
        }
        if (key == NegotiationKey.FIRST_BURST_LENGTH) {
            text.add(new KeyValue("InitialR2T", "No"));
        }
        text.add(new KeyValue(key.text(), "99999999999"));
        TextWriter answers = new TextWriter();
        assertThat(target.onPairs(text, answers)).isTrue();
        assertThat(Exchange.pairsOf(answers)).contains(new KeyValue(key.text(), "Reject"));
        assertThat(target.values().value(key)).isEqualTo(key.defaultValue());
    }

    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void aKeyForTheOtherSideOrPhaseEndsTheNegotiation(NegotiationKey key) {
        for (Role role : Role.values()) {
            for (NegotiationPhase phase : NegotiationPhase.values()) {
                for (boolean leading : new boolean[] {true, false}) {
                    Negotiator negotiator = new Negotiator(role, false, leading, LocalValues.none());
                    negotiator.enter(phase);
                    String value = key.defaultValue().isEmpty() ? "1" : key.defaultValue();
                    boolean taken = negotiator.onPairs(List.of(new KeyValue(key.text(), value)), new TextWriter());
                    boolean legal = key.senders().include(role.peer()) && key.allowedIn(phase, leading);
                    assertThat(taken)
                            .as("%s from %s in %s", key, role.peer(), phase)
                            .isEqualTo(legal);
                    assertThat(negotiator.failure().isEmpty()).isEqualTo(legal);
                }
            }
        }
    }

    @Test
    void theTableHasTheKeysOfTheThreeRfcs() {
        List<String> texts =
                Arrays.stream(NegotiationKey.values()).map(NegotiationKey::text).toList();
        assertThat(texts)
                .containsExactlyInAnyOrder(
                        ("AuthMethod HeaderDigest DataDigest MaxConnections SendTargets TargetName InitiatorName"
                                        + " TargetAlias InitiatorAlias TargetAddress TargetPortalGroupTag InitialR2T"
                                        + " ImmediateData MaxRecvDataSegmentLength MaxBurstLength FirstBurstLength"
                                        + " DefaultTime2Wait DefaultTime2Retain MaxOutstandingR2T DataPDUInOrder"
                                        + " DataSequenceInOrder ErrorRecoveryLevel SessionType TaskReporting"
                                        + " iSCSIProtocolLevel OFMarker IFMarker OFMarkInt IFMarkInt"
                                        + " X#NodeArchitecture RDMAExtensions TargetRecvDataSegmentLength"
                                        + " InitiatorRecvDataSegmentLength MaxOutstandingUnexpectedPDUs MaxAHSLength"
                                        + " TaggedBufferForSolicitedDataOnly iSERHelloRequired")
                                .split(" "));
    }
}
