package io.isere.scsi.sense;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SenseTextTest {
    private final ByteBuffer sense = ByteBuffer.allocate(252);

    @Test
    void saysKeyAndCodeInTheStandardsWords() {
        int length = SenseData.writeFixed(sense, SenseKey.ILLEGAL_REQUEST, SenseCode.LBA_OUT_OF_RANGE);
        assertThat(SenseText.decode(sense, length))
                .isEqualTo("ILLEGAL REQUEST: LOGICAL BLOCK ADDRESS OUT OF RANGE (5/21/00)");
    }

    @Test
    void addsInformationAndFieldPointer() {
        int length = SenseData.writeFixed(sense, SenseKey.MEDIUM_ERROR, SenseCode.WRITE_ERROR);
        SenseData.setFixedInformation(sense, 77);
        assertThat(SenseText.decode(sense, length)).isEqualTo("MEDIUM ERROR: WRITE ERROR (3/0C/00), information 77");
        SenseData.writeFixed(sense, SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_CDB);
        SenseData.setFixedFieldPointer(sense, 2);
        assertThat(SenseText.decode(sense, length))
                .isEqualTo("ILLEGAL REQUEST: INVALID FIELD IN CDB (5/24/00), CDB byte 2");
    }

    @Test
    void anLbaOver32BitsHasNoPlaceInFixedFormat() {
        int length = SenseData.writeFixed(sense, SenseKey.MEDIUM_ERROR, SenseCode.WRITE_ERROR);
        SenseData.setFixedInformation(sense, 1L << 32);
        assertThat(SenseData.hasInformation(sense, length)).isFalse();
    }

    @Test
    void copesWithWhatItDoesNotKnow() {
        assertThat(SenseText.decode(sense, 0)).isEqualTo("no sense data");
        sense.put(0, (byte) 0x7F);
        assertThat(SenseText.decode(sense, 4)).isEqualTo("sense data of unknown format, 4 bytes");
        assertThat(SenseText.describe(SenseKey.HARDWARE_ERROR, 0x80, 0x99))
                .isEqualTo("HARDWARE ERROR: ADDITIONAL SENSE CODE (4/80/99)");
    }

    @Test
    void marksDeferredErrors() {
        int length = SenseData.writeFixed(sense, SenseKey.MEDIUM_ERROR, SenseCode.WRITE_ERROR);
        sense.put(0, (byte) 0x71);
        assertThat(SenseText.decode(sense, length)).startsWith("deferred MEDIUM ERROR");
    }

    @Test
    void theTablesAreConsistent() {
        assertThat(SenseCode.values()).hasSizeGreaterThan(60);
        assertThat(Arrays.stream(SenseCode.values()).map(code -> SenseCode.of(code.asc(), code.ascq())))
                .containsExactly(SenseCode.values());
        assertThat(Arrays.stream(SenseKey.values()).map(key -> SenseKey.of(key.code())))
                .containsExactly(SenseKey.values());
    }
}
