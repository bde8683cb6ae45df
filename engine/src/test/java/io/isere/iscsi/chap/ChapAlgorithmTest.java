package io.isere.iscsi.chap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses compared with those of another implementation (Python's hashlib), and the numbers of IANA's registry. */
class ChapAlgorithmTest {
    private static final byte[] CHALLENGE = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

    @ParameterizedTest
    @CsvSource({
        "5, 16, 313f2e0beb3bdee87f952e6ae32b76c0",
        "6, 20, 26dd49956f737da3e361c9fcd2fdf677e3c7840d",
        "7, 32, e8ecc8259eaec9c14d2a14811fd65028c245fbc522278ea566d2964325276810",
        "8, 32, b0da699b405da7b7e851cb68a73b26146ed71c1d8938b99bfbed4e8693f57e81"
    })
    void aResponseIsTheHashOfIdentifierSecretAndChallenge(int code, int digestBytes, String response) {
        ChapAlgorithm algorithm = ChapAlgorithm.of(code);
        assertThat(algorithm.code()).isEqualTo(code);
        assertThat(algorithm.digestBytes()).isEqualTo(digestBytes);
        assertThat(algorithm.response(0xa5, ChapSecret.of("twelve bytes"), CHALLENGE))
                .isEqualTo(HexFormat.of().parseHex(response));
    }

    @Test
    void otherNumbersAreNoAlgorithm() {
        for (long code : new long[] {-1, 0, 4, 9, 0x80, Long.MAX_VALUE}) {
            assertThat(ChapAlgorithm.of(code)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"MD5,5", "md5,5", "SHA1,6", "sha-1,6", "SHA256,7", "SHA-256,7", "SHA3-256,8", "sha3_256,8"})
    void peopleNameThemInManyWays(String name, int code) {
        assertThat(ChapAlgorithm.named(name).code()).isEqualTo(code);
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> ChapAlgorithm.named("SHA512"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'SHA512' is no CHAP algorithm: want MD5, SHA1, SHA256 or SHA3-256");
    }

    @Test
    void theOfferHasMd5AndPutsTgtsWrongSha1Last() {
        assertThat(ChapAlgorithm.OFFERED)
                .containsExactly(ChapAlgorithm.SHA3_256, ChapAlgorithm.SHA1, ChapAlgorithm.MD5, ChapAlgorithm.SHA256);
    }
}
