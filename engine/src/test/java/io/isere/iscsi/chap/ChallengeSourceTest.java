package io.isere.iscsi.chap;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.text.BinaryValue;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChallengeSourceTest {

    @Test
    void challengesAreAsLongAsTheDigestAndNeverRepeat() {
        ChallengeSource source = new ChallengeSource(new SecureRandom(), 64);
        Set<String> seen = new HashSet<>();
        for (int count = 0; count < 1000; count++) {
            ChapAlgorithm algorithm = ChapAlgorithm.ALL.get(count % 4);
            ChapChallenge challenge = source.next(algorithm);
            assertThat(bytesOf(challenge)).hasSize(algorithm.digestBytes());
            assertThat(challenge.identifier()).isBetween(0, 255);
            assertThat(seen.add(challenge.text())).isTrue();
        }
    }

    @Test
    void itKnowsItsRecentChallengesAgain() {
        ChallengeSource source = new ChallengeSource(new SecureRandom(), 4);
        byte[] first = bytesOf(source.next(ChapAlgorithm.MD5));
        assertThat(source.isOwn(first)).isTrue();
        assertThat(source.isOwn(new byte[16])).isFalse();
        for (int count = 0; count < 4; count++) {
            source.next(ChapAlgorithm.MD5);
        }
        assertThat(source.isOwn(first)).isFalse();
    }

    @Test
    void aRepetitionOfTheRandomSourceIsDrawnAgain() {
        ChallengeSource source = new ChallengeSource(new Repeating(), 4);
        assertThat(bytesOf(source.next(ChapAlgorithm.MD5))).isNotEqualTo(bytesOf(source.next(ChapAlgorithm.MD5)));
    }

    private static byte[] bytesOf(ChapChallenge challenge) {
        return BinaryValue.parse(challenge.text(), ChapChallenge.MAX_BYTES);
    }

    /** Says everything twice. */
    private static final class Repeating extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private int calls;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) (calls++ / 2));
        }
    }
}
