package io.isere.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NegotiatorTest {

    private final TextWriter answers = new TextWriter();

    private static List<KeyValue> text(String... pairs) {
        List<KeyValue> text = new ArrayList<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            text.add(new KeyValue(pair.substring(0, equals), pair.substring(equals + 1)));
        }
        return text;
    }

    private static Negotiator target(boolean iser, LocalValues own) {
        Negotiator target = new Negotiator(Role.TARGET, iser, true, own);
        target.enter(NegotiationPhase.OPERATIONAL);
        return target;
    }

    private List<String> answersOf(Negotiator negotiator, String... pairs) {
        assertThat(negotiator.onPairs(text(pairs), answers))
                .as(negotiator.failure())
                .isTrue();
        return Exchange.pairsOf(answers).stream().map(KeyValue::toString).toList();
    }

    @Test
    void unknownAndPrivateKeysAreNotUnderstood() {
        assertThat(answersOf(target(false, LocalValues.none()), "X-com.example.a=1", "Foo=2"))
                .containsExactly("X-com.example.a=NotUnderstood", "Foo=NotUnderstood");
    }

    @Test
    void markersAreRefusedButNeverNotUnderstood() {
        assertThat(answersOf(
                        target(false, LocalValues.none()),
                        "IFMarker=No",
                        "OFMarker=Yes",
                        "IFMarkInt=1~2048",
                        "OFMarkInt=2048~8192"))
                .containsExactly("IFMarker=No", "OFMarker=Reject", "IFMarkInt=Reject", "OFMarkInt=Reject");
    }

    @Test
    void rdmaExtensionsCountWhereverInTheTextTheyStand() {
        assertThat(answersOf(
                        target(true, LocalValues.none()),
                        "HeaderDigest=CRC32C,None",
                        "DataDigest=CRC32C",
                        "MaxRecvDataSegmentLength=262144",
                        "InitiatorRecvDataSegmentLength=262144",
                        "RDMAExtensions=Yes"))
                .containsExactly(
                        "HeaderDigest=None",
                        "DataDigest=Irrelevant",
                        "InitiatorRecvDataSegmentLength=8192",
                        "RDMAExtensions=Yes");
    }

    @Test
    void overTcpTheKeysOfIserAreIrrelevant() {
        Negotiator target = target(false, LocalValues.none());
        assertThat(answersOf(target, "RDMAExtensions=Yes", "TargetRecvDataSegmentLength=8192", "MaxAHSLength=0"))
                .containsExactly("RDMAExtensions=No", "TargetRecvDataSegmentLength=Irrelevant");
        assertThat(target.values().isIserAssisted()).isFalse();
    }

    @Test
    void discoveryMakesSessionKeysIrrelevant() {
        assertThat(answersOf(
                        target(true, LocalValues.none()),
                        "MaxBurstLength=512",
                        "RDMAExtensions=Yes",
                        "MaxRecvDataSegmentLength=512",
                        "SessionType=Discovery"))
                .containsExactly("MaxBurstLength=Irrelevant", "RDMAExtensions=Irrelevant");
    }

    @Test
    void firstBurstLengthIsIrrelevantWithoutUnsolicitedData() {
        LocalValues off =
                LocalValues.none().with(NegotiationKey.IMMEDIATE_DATA, false).with(NegotiationKey.INITIAL_R2T, true);
        assertThat(answersOf(target(false, off), "FirstBurstLength=4192", "ImmediateData=Yes", "InitialR2T=No"))
                .containsExactly("FirstBurstLength=Irrelevant", "ImmediateData=No", "InitialR2T=Yes");
    }

    @Test
    void firstBurstLengthIsAnsweredWithinMaxBurstLength() {
        LocalValues large = LocalValues.none().with(NegotiationKey.FIRST_BURST_LENGTH, 65_536);
        Negotiator target = target(false, large);
        assertThat(answersOf(target, "FirstBurstLength=65536", "MaxBurstLength=8192"))
                .containsExactly("FirstBurstLength=8192", "MaxBurstLength=8192");
        assertThat(OperationalParameters.of(target.values()).firstBurstLengthBytes())
                .isEqualTo(8192);
    }

    @Test
    void aKeyTwiceIsARenegotiation() {
        Negotiator target = target(false, LocalValues.none());
        assertThat(target.onPairs(text("MaxBurstLength=512", "MaxBurstLength=512"), answers))
                .isFalse();
        assertThat(target.failure())
                .isEqualTo("MaxBurstLength was sent a second time: renegotiation or redeclaration is not allowed"
                        + " (RFC 7143, 13.13)");
    }

    @Test
    void theWordsReservedForAnswersCannotBeProposed() {
        for (String word : List.of("Reject", "Irrelevant", "NotUnderstood")) {
            Negotiator target = target(false, LocalValues.none());
            assertThat(target.onPairs(text("MaxBurstLength=" + word), answers)).isFalse();
            assertThat(target.failure()).contains("reserved for answers");
        }
    }

    @Test
    void anIllegalDeclarationEndsTheNegotiation() {
        Negotiator target = target(false, LocalValues.none());
        assertThat(target.onPairs(text("MaxRecvDataSegmentLength=511"), answers))
                .isFalse();
        assertThat(target.failure()).contains("want a number from 512 to 16777215");
    }

    private Negotiator initiatorThatOffers(NegotiationKey key, String value) {
        Negotiator initiator = new Negotiator(
                Role.INITIATOR,
                key.has(KeyTrait.ISER_ONLY),
                true,
                LocalValues.none().with(key, value));
        initiator.enter(NegotiationPhase.OPERATIONAL);
        if (key.has(KeyTrait.ISER_ONLY)) {
            initiator.send(NegotiationKey.RDMA_EXTENSIONS, "Yes", answers);
        }
        initiator.offerAll(answers);
        answers.clear();
        return initiator;
    }

    @Test
    void answersThatTheRuleDoesNotAdmitAreProtocolErrors() {
        assertRefused(NegotiationKey.MAX_BURST_LENGTH, "4096", "8192");
        assertRefused(NegotiationKey.DEFAULT_TIME2WAIT, "2", "1");
        assertRefused(NegotiationKey.IMMEDIATE_DATA, "No", "Yes");
        assertRefused(NegotiationKey.INITIAL_R2T, "Yes", "No");
        assertRefused(NegotiationKey.HEADER_DIGEST, "CRC32C", "None");
        assertRefused(NegotiationKey.MAX_BURST_LENGTH, "4096", "many");
        assertRefused(NegotiationKey.MAX_BURST_LENGTH, "4096", "NotUnderstood");
    }

    @Test
    void aDeclarationMayBeNotUnderstoodAndWasMadeInVain() {
        Negotiator initiator = initiatorThatOffers(NegotiationKey.ISER_HELLO_REQUIRED, "Yes");
        assertThat(initiator.values().isDeclaredInVain(NegotiationKey.ISER_HELLO_REQUIRED))
                .isFalse();
        assertThat(answersOf(initiator, "iSERHelloRequired=NotUnderstood")).isEmpty();
        assertThat(initiator.values().isDeclaredInVain(NegotiationKey.ISER_HELLO_REQUIRED))
                .isTrue();
    }

    private void assertRefused(NegotiationKey key, String offered, String answer) {
        Negotiator initiator = initiatorThatOffers(key, offered);
        assertThat(initiator.onPairs(text(key.text() + "=" + answer), answers)).isFalse();
        assertThat(initiator.failure()).startsWith(key.text() + "=").contains("RFC " + key.rfcSection());
    }

    @Test
    void newerKeysMayBeNotUnderstoodAndThenTheSmallerOfOfferAndDefaultHolds() {
        Negotiator initiator = initiatorThatOffers(NegotiationKey.INITIATOR_RECV_DATA_SEGMENT_LENGTH, "4096");
        assertThat(answersOf(initiator, "InitiatorRecvDataSegmentLength=NotUnderstood"))
                .isEmpty();
        assertThat(initiator.values().number(NegotiationKey.INITIATOR_RECV_DATA_SEGMENT_LENGTH))
                .isEqualTo(4096);
    }

    @Test
    void aDeclarationMayBeNotUnderstood() {
        Negotiator initiator = initiatorThatOffers(NegotiationKey.MAX_OUTSTANDING_UNEXPECTED_PDUS, "16");
        assertThat(answersOf(initiator, "MaxOutstandingUnexpectedPDUs=NotUnderstood"))
                .isEmpty();
        OperationalParameters parameters = OperationalParameters.of(initiator.values());
        assertThat(parameters.peerMaxUnexpectedPdus()).isZero();
        assertThat(parameters.ownMaxUnexpectedPdus()).isEqualTo(16);
    }

    @Test
    void aRejectedOfferLeavesTheDefaultCombinedWithWhatWasWanted() {
        Negotiator initiator = initiatorThatOffers(NegotiationKey.IMMEDIATE_DATA, "No");
        assertThat(answersOf(initiator, "ImmediateData=Reject")).isEmpty();
        assertThat(initiator.values().isYes(NegotiationKey.IMMEDIATE_DATA)).isFalse();
    }

    @Test
    void aTargetProposesWhatTheInitiatorLeftAtAnUnacceptableDefault() {
        LocalValues own = LocalValues.none()
                .with(NegotiationKey.IMMEDIATE_DATA, false)
                .with(NegotiationKey.MAX_BURST_LENGTH, 65_536);
        Negotiator target = target(false, own);
        assertThat(target.needsOperationalPhase()).isTrue();
        target.proposeMissing(answers);
        assertThat(Exchange.pairsOf(answers)).isEqualTo(text("ImmediateData=No", "MaxBurstLength=65536"));
        assertThat(target.awaitsNeededAnswer()).isTrue();
        assertThat(answersOf(target, "MaxBurstLength=8192")).isEmpty();
        assertThat(target.awaitsNeededAnswer()).isFalse();
        target.settleUnanswered();
        assertThat(target.values().number(NegotiationKey.MAX_BURST_LENGTH)).isEqualTo(8192);
        assertThat(target.values().isYes(NegotiationKey.IMMEDIATE_DATA)).isFalse();
    }

    @Test
    void aTargetDeclaresNewerKeysOnlyToInitiatorsThatKnowThem() {
        LocalValues own = LocalValues.none()
                .with(NegotiationKey.MAX_OUTSTANDING_UNEXPECTED_PDUS, 32)
                .with(NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, 65_536);
        Negotiator old = target(true, own);
        answersOf(old, "RDMAExtensions=Yes");
        old.declareOwn(answers);
        assertThat(answers.isEmpty()).isTrue();

        Negotiator newer = target(true, own);
        answersOf(newer, "RDMAExtensions=Yes", "MaxOutstandingUnexpectedPDUs=8");
        newer.declareOwn(answers);
        assertThat(Exchange.pairsOf(answers)).isEqualTo(text("MaxOutstandingUnexpectedPDUs=32"));
    }

    @Test
    void aDeclaredDefaultIsToldFromSilence() {
        NegotiationKey key = NegotiationKey.TAGGED_BUFFER_FOR_SOLICITED_DATA_ONLY;
        Negotiator target = target(true, LocalValues.none());
        answersOf(target, "RDMAExtensions=Yes");
        assertThat(target.values().isDeclared(key, Role.INITIATOR)).isFalse();
        answersOf(target, "TaggedBufferForSolicitedDataOnly=No");
        assertThat(target.values().isDeclared(key, Role.INITIATOR)).isTrue();
        assertThat(target.values().declared(key, Role.INITIATOR)).isEqualTo("No");
    }

    @Test
    void inFullFeatureEveryNegotiationMayDeclareAgain() {
        Negotiator target = target(false, LocalValues.none());
        answersOf(target, "MaxRecvDataSegmentLength=4096");
        target.enter(NegotiationPhase.FULL_FEATURE);
        answersOf(target, "MaxRecvDataSegmentLength=8192");
        target.enter(NegotiationPhase.FULL_FEATURE);
        answersOf(target, "MaxRecvDataSegmentLength=65536");
        assertThat(OperationalParameters.of(target.values()).maxSendDataSegmentLengthBytes())
                .isEqualTo(65_536);
    }

    @Test
    void aValueThatAKeyCannotHaveIsASettingsError() {
        assertThatThrownBy(() -> LocalValues.none().with(NegotiationKey.MAX_CONNECTIONS, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MaxConnections=0: want a number from 1 to 65535");
    }

    @Provide
    Arbitrary<KeyValue> anyPair() {
        Arbitrary<String> key = Arbitraries.oneOf(
                Arbitraries.of(NegotiationKey.class).map(NegotiationKey::text),
                Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8));
        Arbitrary<String> value = Arbitraries.oneOf(
                Arbitraries.of(
                        "Yes",
                        "No",
                        "None",
                        "Reject",
                        "Irrelevant",
                        "NotUnderstood",
                        "CRC32C,None",
                        "Discovery",
                        "Normal",
                        "0",
                        "512",
                        "8192",
                        "0x2000",
                        "99999999999999999999",
                        ""),
                Arbitraries.strings().ascii().ofMaxLength(20));
        return Combinators.combine(key, value).as(KeyValue::new);
    }

    @Property(tries = 500)
    void anyTextEndsInAnswersOrAReason(
            @ForAll @Size(max = 4) List<@Size(max = 12) List<@From("anyPair") KeyValue>> texts,
            @ForAll Role role,
            @ForAll boolean iser,
            @ForAll boolean leading,
            @ForAll NegotiationPhase phase) {
        LocalValues own = LocalValues.none()
                .with(NegotiationKey.RDMA_EXTENSIONS, true)
                .with(NegotiationKey.HEADER_DIGEST, "CRC32C");
        Negotiator negotiator = new Negotiator(role, iser, leading, own);
        negotiator.enter(phase);
        TextWriter out = new TextWriter();
        negotiator.offerAll(out);
        for (List<KeyValue> pairs : texts) {
            assertThat(negotiator.onPairs(pairs, out))
                    .isEqualTo(negotiator.failure().isEmpty());
            negotiator.proposeMissing(out);
        }
        negotiator.settleUnanswered();
        OperationalParameters parameters = OperationalParameters.of(negotiator.values());
        assertThat(parameters.firstBurstLengthBytes()).isBetween(512, parameters.maxBurstLengthBytes());
        assertThat(parameters.maxSendDataSegmentLengthBytes()).isBetween(512, 0xff_ffff);
        assertThat(parameters.maxReceiveDataSegmentLengthBytes()).isBetween(512, 0xff_ffff);
        assertThat(parameters.maxConnections()).isBetween(1, 65_535);
    }
}
