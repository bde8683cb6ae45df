package io.isere.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7143, section 6.1: hex-constant and base64-constant. */
class BinaryValueTest {

    @Test
    void bothFormsAreRead() {
        byte[] bytes = {0, 1, (byte) 0xfe, (byte) 0xff};
        assertThat(BinaryValue.parse("0x0001FEff", 4)).isEqualTo(bytes);
        assertThat(BinaryValue.parse("0X0001feff", 4)).isEqualTo(bytes);
        assertThat(BinaryValue.parse("0bAAH+/w==", 4)).isEqualTo(bytes);
        assertThat(BinaryValue.parse("0BAAH+/w==", 4)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "0", "0x", "0b", "0x0", "0x0g", "0x 1", "0y00", "1234", "00ff", "0bA", "0bAA", "0bAA=", "0bA===",
                "0b====", "0bAA-_", "0b AAA", "0xé0", "0x٠١", "None", "Reject"
            })
    void anythingElseIsMalformed(String text) {
        assertThat(BinaryValue.parse(text, 1024)).isNull();
    }

    @Test
    void theLengthCountsInBinaryForm() {
        assertThat(BinaryValue.parse(BinaryValue.hex(new byte[1024]), 1024)).hasSize(1024);
        assertThat(BinaryValue.parse(BinaryValue.base64(new byte[1024]), 1024)).hasSize(1024);
        assertThat(BinaryValue.parse(BinaryValue.hex(new byte[1025]), 1024)).isNull();
        assertThat(BinaryValue.parse(BinaryValue.base64(new byte[1025]), 1024)).isNull();
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(@ForAll @Size(min = 1, max = 100) byte[] bytes) {
        assertThat(BinaryValue.parse(BinaryValue.hex(bytes), 100)).isEqualTo(bytes);
        assertThat(BinaryValue.parse(BinaryValue.base64(bytes), 100)).isEqualTo(bytes);
    }

    @Property(tries = 500)
    void noTextMakesItThrow(@ForAll String text) {
        byte[] bytes = BinaryValue.parse("0b" + text, 64);
        assertThat(bytes == null || bytes.length <= 64).isTrue();
        byte[] hex = BinaryValue.parse("0x" + text, 64);
        assertThat(hex == null || hex.length <= 64).isTrue();
    }
}
