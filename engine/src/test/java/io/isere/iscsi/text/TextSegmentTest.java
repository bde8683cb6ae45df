package io.isere.iscsi.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TextSegmentTest {

    private static ParsedText parse(String text) {
        TextReader reader = new TextReader(8192);
        byte[] bytes = text.getBytes(UTF_8);
        assertThat(reader.append(ByteBuffer.wrap(bytes), 0, bytes.length)).isTrue();
        return reader.parse();
    }

    @Provide
    Arbitrary<List<KeyValue>> pairs() {
        Arbitrary<String> rest = Arbitraries.strings()
                .withChars("abcdefghijklmnopqrstuvwxyzABC019.-+@_")
                .ofMaxLength(62);
        Arbitrary<String> key =
                Combinators.combine(Arbitraries.chars().range('A', 'Z'), rest).as((first, more) -> first + more);
        Arbitrary<String> value = Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars('\u00e9')
                .ofMaxLength(300);
        return Combinators.combine(key, value).as(KeyValue::new).list().ofMaxSize(30);
    }

    @Property(tries = 500)
    void whatIsWrittenInPiecesOfAnySizeIsReadBack(
            @ForAll("pairs") List<KeyValue> pairs, @ForAll @IntRange(min = 1, max = 600) int limitBytes) {
        TextWriter writer = new TextWriter();
        pairs.forEach(pair -> writer.add(pair.key(), pair.value()));
        TextReader reader = new TextReader(TextConstants.MAX_TEXT_LENGTH_BYTES);
        ByteBuffer segment = ByteBuffer.allocate(limitBytes + 3);
        while (!writer.isEmpty()) {
            int length = writer.drainTo(segment, 3, limitBytes);
            assertThat(length).isBetween(1, limitBytes);
            assertThat(reader.append(segment, 3, length)).isTrue();
        }
        assertThat(reader.parse().pairs()).isEqualTo(pairs);
        assertThat(reader.isEmpty()).isTrue();
    }

    @Property
    void anyBytesAreParsedOrRefusedWithAReason(@ForAll byte[] bytes) {
        TextReader reader = new TextReader(8192);
        if (reader.append(ByteBuffer.wrap(bytes), 0, bytes.length)) {
            ParsedText text = reader.parse();
            assertThat(text.isWellFormed()).isEqualTo(text.error().isEmpty());
        }
    }

    @Test
    void aSegmentEndsBetweenTwoPairsIfItCan() {
        TextWriter writer = new TextWriter().add("A", "1234").add("B", "5678");
        ByteBuffer segment = ByteBuffer.allocate(16);
        assertThat(writer.drainTo(segment, 0, 10)).isEqualTo(7);
        assertThat(writer.pendingBytes()).isEqualTo(7);
    }

    @Test
    void surplusNullsArePassedOver() {
        assertThat(parse("\0A=1\0\0B=\0\0\0").pairs())
                .isEqualTo(List.of(new KeyValue("A", "1"), new KeyValue("B", "")));
        assertThat(parse("").pairs()).isEmpty();
    }

    @Test
    void theFirstEqualsSignEndsTheKey() {
        assertThat(parse("Key=a=b\0").pairs()).containsExactly(new KeyValue("Key", "a=b"));
    }

    @Test
    void errorsAreNamedInTheWordsOfTheRfc() {
        assertThat(parse("A=1\0B=2").error())
                .isEqualTo("the last key=value pair is not followed by a null (0x00) delimiter");
        assertThat(parse("Alpha\0").error()).isEqualTo("no \"=\" in \"Alpha\"");
        assertThat(parse("=x\0").error()).startsWith("\"\" is not a key-name");
        assertThat(parse("9a=x\0").error()).startsWith("\"9a\" is not a key-name");
        assertThat(parse("A".repeat(64) + "=x\0").error()).contains("is not a key-name");
        assertThat(parse("A\u0007b=x\0").error()).startsWith("\"A?b\" is not a key-name");
    }

    @Test
    void keysOfTheRfcsThatBreakItsGrammarAreRead() {
        List<String> keys = new ArrayList<>();
        parse("iSCSIProtocolLevel=1\0X#NodeArchitecture=a\0").pairs().forEach(pair -> keys.add(pair.key()));
        assertThat(keys).containsExactly("iSCSIProtocolLevel", "X#NodeArchitecture");
    }

    @Test
    void textBeyondTheLimitIsRefused() {
        TextReader reader = new TextReader(8);
        assertThat(reader.append(ByteBuffer.allocate(8), 0, 8)).isTrue();
        assertThat(reader.append(ByteBuffer.allocate(8), 0, 1)).isFalse();
    }

    @Test
    void numbersAreDecimalOrHexadecimal() {
        assertThat(NumericalValue.parse("0")).isZero();
        assertThat(NumericalValue.parse("262144")).isEqualTo(262_144);
        assertThat(NumericalValue.parse("0x1000")).isEqualTo(4096);
        assertThat(NumericalValue.parse("0XfF")).isEqualTo(255);
        assertThat(NumericalValue.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        for (String bad : List.of("", "-1", "+1", "01", "0x", "0xg", "1 ", "9223372036854775808", "\u0661", "1~2")) {
            assertThat(NumericalValue.parse(bad)).as(bad).isEqualTo(NumericalValue.INVALID);
        }
    }
}
