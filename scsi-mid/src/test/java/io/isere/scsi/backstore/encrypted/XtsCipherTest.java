package io.isere.scsi.backstore.encrypted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.isere.scsi.testing.AllocationAssert;
import io.isere.scsi.testing.Memory;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of IEEE 1619 for XTS-AES-256 (10 to 14), and what they do not show. */
class XtsCipherTest {
    private static final int UNIT_BYTES = 512;
    private static final String KEY = "2718281828459045235360287471352662497757247093699959574966967627"
            + "3141592653589793238462643383279502884197169399375105820974944592";
    private static final String VECTOR_10 = ""
            + "1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b5d31e276f8fe4a8d66b317f9ac683f44"
            + "680a86ac35adfc3345befecb4bb188fd5776926c49a3095eb108fd1098baec70aaa66999a72a82f27d848b21d4a741b0"
            + "c5cd4d5fff9dac89aeba122961d03a757123e9870f8acf1000020887891429ca2a3e7a7d7df7b10355165c8b9a6d0a7d"
            + "e8b062c4500dc4cd120c0f7418dae3d0b5781c34803fa75421c790dfe1de1834f280d7667b327f6c8cd7557e12ac3a0f"
            + "93ec05c52e0493ef31a12d3d9260f79a289d6a379bc70c50841473d1a8cc81ec583e9645e07b8d9670655ba5bbcfecc6"
            + "dc3966380ad8fecb17b6ba02469a020a84e18e8f84252070c13e9f1f289be54fbc481457778f616015e1327a02b140f1"
            + "505eb309326d68378f8374595c849d84f4c333ec4423885143cb47bd71c5edae9be69a2ffeceb1bec9de244fbe15992b"
            + "11b77c040f12bd8f6a975a44a0f90c29a9abc3d4d893927284c58754cce294529f8614dcd2aba991925fedc4ae74ffac"
            + "6e333b93eb4aff0479da9a410e4450e0dd7ae4c6e2910900575da401fc07059f645e8b7e9bfdef33943054ff84011493"
            + "c27b3429eaedb4ed5376441a77ed43851ad77f16f541dfd269d50d6a5f14fb0aab1cbb4c1550be97f7ab4066193c4caa"
            + "773dad38014bd2092fa755c824bb5e54c4f36ffda9fcea70b9c6e693e148c151";

    private final XtsCipher cipher = new XtsCipher(XtsKey.parse(KEY), UNIT_BYTES, 8);

    @Test
    void encryptsVector10() {
        putVector(0);
        cipher.encrypt(0xFF, 1);
        assertThat(HexFormat.of().formatHex(bytes(0, UNIT_BYTES))).isEqualTo(VECTOR_10);
    }

    @ParameterizedTest
    @CsvSource({
        "ff, 1c3b3a102f770386e4836c99e370cf9b, c4f36ffda9fcea70b9c6e693e148c151",
        "ffff, 77a31251618a15e6b92d1d66dffe7b50, a4f9e27b42af8100cb9d59cef9645803",
        "ffffff, e387aaa58ba483afa7e8eb469778317e, 2263a1eef52dd6888c309f5a7d712826",
        "ffffffff, bf53d2dade78e822a4d949a9bc6766b0, 4c82f335abb152c4a93411373aaa8220",
        "ffffffffff, 64497e5a831e4a932c09be3e5393376d, d609d273ad5b0d59631c531f6a0a57b9"
    })
    void encryptsAndDecryptsVectors(String unit, String first, String last) {
        long number = Long.parseLong(unit, 16);
        putVector(0);
        cipher.encrypt(number, 1);
        assertThat(HexFormat.of().formatHex(bytes(0, 16))).isEqualTo(first);
        assertThat(HexFormat.of().formatHex(bytes(UNIT_BYTES - 16, 16))).isEqualTo(last);
        cipher.decrypt(number, 1);
        assertThat(bytes(0, UNIT_BYTES)).isEqualTo(vector());
    }

    @Test
    void unitsOfOneCallAreAsUnitsOfSeveral() {
        putVector(0);
        putVector(3);
        cipher.encrypt(0xFF - 3, 4);
        assertThat(HexFormat.of().formatHex(bytes(3 * UNIT_BYTES, UNIT_BYTES))).isEqualTo(VECTOR_10);
        assertThat(bytes(0, UNIT_BYTES)).isNotEqualTo(bytes(3 * UNIT_BYTES, UNIT_BYTES));
        cipher.decrypt(0xFF - 3, 4);
        assertThat(bytes(0, UNIT_BYTES)).isEqualTo(vector());
    }

    @Test
    void allocatesNothing() {
        cipher.text().put(0, Memory.random(new Random(1), 8 * UNIT_BYTES), 0, 8 * UNIT_BYTES);
        AllocationAssert.zeroBytes(500, 500, () -> {
            cipher.encrypt(77, 8);
            cipher.decrypt(77, 8);
        });
    }

    @Test
    void refusesWhatIsNoKey() {
        assertThatIllegalArgumentException().isThrownBy(() -> XtsKey.parse(KEY.substring(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> XtsKey.parse(KEY.replace('2', 'x')));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XtsKey.parse(KEY.substring(64) + KEY.substring(64)))
                .withMessageContaining("both halves");
    }

    private void putVector(int unit) {
        cipher.text().put(unit * UNIT_BYTES, ByteBuffer.wrap(vector()), 0, UNIT_BYTES);
    }

    private static byte[] vector() {
        byte[] text = new byte[UNIT_BYTES];
        for (int at = 0; at < text.length; at++) {
            text[at] = (byte) at;
        }
        return text;
    }

    private byte[] bytes(int from, int length) {
        return Memory.bytes(cipher.text(), from, length);
    }
}
