package io.isere.scsi.initiator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DiskIdentityTest {

    private static byte[] page(int code, byte[]... parts) {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        page.writeBytes(new byte[] {0, (byte) code, 0, 0});
        for (byte[] part : parts) {
            page.writeBytes(part);
        }
        byte[] bytes = page.toByteArray();
        bytes[3] = (byte) (bytes.length - 4);
        return bytes;
    }

    private static byte[] designator(int codeSet, int association, int type, byte... value) {
        byte[] bytes = new byte[4 + value.length];
        bytes[0] = (byte) codeSet;
        bytes[1] = (byte) (association << 4 | type);
        bytes[3] = (byte) value.length;
        System.arraycopy(value, 0, bytes, 4, value.length);
        return bytes;
    }

    private static final byte[] NAA = designator(1, 0, 3, HexFormat.of().parseHex("6001405aabbccddeeff0011223344556"));
    private static final byte[] T10 = designator(2, 0, 1, "VENDOR  disk 1".getBytes(US_ASCII));
    private static final byte[] PORT = designator(1, 1, 4, (byte) 0, (byte) 0, (byte) 0, (byte) 1);
    private static final byte[] PORT_NAA = designator(1, 1, 3, (byte) 0x50, (byte) 1);

    @Test
    void theBestDesignatorOfTheLogicalUnitCounts() {
        assertThat(DiskIdentity.ofDesignators(page(0x83, PORT_NAA, T10, NAA)).text())
                .isEqualTo("naa.6001405aabbccddeeff0011223344556");
        assertThat(DiskIdentity.ofDesignators(page(0x83, T10)).text()).isEqualTo("t10 VENDOR  disk 1");
    }

    /** A disk is the same whichever port it is reached through. */
    @Test
    void designatorsOfPortsDoNotCount() {
        assertThat(DiskIdentity.ofDesignators(page(0x83, PORT, PORT_NAA)).isKnown())
                .isFalse();
        assertThat(DiskIdentity.ofDesignators(page(0x83, PORT, NAA)))
                .isEqualTo(DiskIdentity.ofDesignators(page(0x83, NAA, PORT_NAA)));
    }

    @Test
    void aSerialNumberIsReadWithoutItsPadding() {
        assertThat(DiskIdentity.ofSerialNumber(page(0x80, " 0042 \0".getBytes(US_ASCII)))
                        .text())
                .isEqualTo("serial number 0042");
        assertThat(DiskIdentity.ofSerialNumber(page(0x80, "   ".getBytes(US_ASCII)))
                        .isKnown())
                .isFalse();
    }

    @Property
    void anyAnswerIsReadWithoutAnError(@ForAll byte[] page) {
        DiskIdentity.ofDesignators(page);
        DiskIdentity.ofSerialNumber(page);
    }
}
