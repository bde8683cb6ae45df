package io.isere.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of keys says what the RFCs say: RFC 7143 sections 12.1 and 13, RFC 7144 section 7.1, RFC 7145 section 6. */
class KeyTableTest {

    @Test
    void theTableHasTheKeysOfTheRfcsAndNoOthers() {
        assertThat(Arrays.stream(NegotiationKey.values()).map(NegotiationKey::text))
                .containsExactlyInAnyOrderElementsOf(RfcKey.names());
    }

    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void everyColumnIsAsTheSectionHasIt(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        assertThat(NegotiationKey.of(rfc.text())).isEqualTo(key);
        assertThat(key.rfcSection()).isEqualTo(rfc.section());
        assertThat(key.use().name()).isEqualTo(rfc.use().equals("SEC") ? "SECURITY" : rfc.use());
        assertThat(key.has(KeyTrait.ANY_STAGE)).isEqualTo(rfc.anyStage());
        assertThat(key.scope().name()).isEqualTo(rfc.scope());
        assertThat(key.rule().name()).isEqualTo(rfc.function());
        assertThat(key.isDeclarative()).isEqualTo(rfc.isDeclared());
        assertThat(key.defaultValue()).isEqualTo(rfc.defaultValue());
        assertThat(key.mayBeNotUnderstood()).isEqualTo(rfc.later());
        for (Role role : Role.values()) {
            assertThat(key.senders().include(role)).as("sent by the %s", role).isEqualTo(rfc.mayBeSentBy(role));
        }
    }

    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void itIsIrrelevantWhenTheSectionSaysSo(NegotiationKey key) {
        List<KeyTrait> conditions = Stream.of(KeyTrait.NO_DISCOVERY, KeyTrait.NO_ISER, KeyTrait.ISER_ONLY)
                .filter(key::has)
                .toList();
        assertThat(conditions)
                .containsExactlyInAnyOrderElementsOf(RfcKey.of(key).irrelevant());
        assertThat(key.has(KeyTrait.FOR_UNSOLICITED_DATA)).isEqualTo(key == NegotiationKey.FIRST_BURST_LENGTH);
        assertThat(key.has(KeyTrait.REPEATABLE)).isEqualTo(key == NegotiationKey.TARGET_ADDRESS);
    }

    @ParameterizedTest
    @EnumSource(NegotiationKey.class)
    void itsSyntaxTakesLegalValuesAndNoOthers(NegotiationKey key) {
        RfcKey rfc = RfcKey.of(key);
        assertThat(rfc.values().legal()).allMatch(key.syntax()::accepts);
        assertThat(rfc.values().illegal()).noneMatch(key.syntax()::accepts);
        assertThat(key.defaultValue().isEmpty() || key.syntax().accepts(key.defaultValue()))
                .as("its default is a legal value")
                .isTrue();
        assertThat(rfc.isNegotiated() && key.defaultValue().isEmpty())
                .as("what is negotiated has a default")
                .isFalse();
    }

    /** Section 6.1: 255 bytes limit one value, and a list is several. */
    @Test
    void aListMayBeLongerThanAnyOfItsValues() {
        String one = "Y-com.example." + "a".repeat(200);
        ValueSyntax list = NegotiationKey.HEADER_DIGEST.syntax();
        assertThat(list.accepts(one + "," + one + ",CRC32C")).isTrue();
        assertThat(list.accepts("x".repeat(256) + ",CRC32C")).isFalse();
    }
}
