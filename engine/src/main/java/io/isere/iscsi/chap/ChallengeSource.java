package io.isere.iscsi.chap;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes challenges that are used once, and knows its recent ones again: a peer that sends one back wants us to answer our
 * own question, perhaps on another connection (RFC 7143, section 9.2.1).
 *
 * <p>One a role in a process, because the attack crosses connections; not one for both roles, because a process may log
 * in to itself. Any thread, under a lock; control path.
 */
public final class ChallengeSource {
    private static final int REMEMBERED = 4096;
    private static final ChallengeSource INITIATORS = new ChallengeSource(new SecureRandom(), REMEMBERED);
    private static final ChallengeSource TARGETS = new ChallengeSource(new SecureRandom(), REMEMBERED);
    private static final int MIN_BYTES = 16;
    private static final int IDENTIFIERS = 256;

    private final SecureRandom random;
    private final Map<ByteBuffer, Boolean> recent;

    /**
     * @param random where challenges come from
     * @param remembered how many challenges are known again
     */
    public ChallengeSource(SecureRandom random, int remembered) {
        this.random = random;
        recent = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
                return size() > remembered;
            }
        };
    }

    /** That of all initiators of this process. */
    public static ChallengeSource ofInitiators() {
        return INITIATORS;
    }

    /** That of all targets of this process. */
    public static ChallengeSource ofTargets() {
        return TARGETS;
    }

    /** A challenge as long as the response, 16 bytes at least. */
    public ChapChallenge next(ChapAlgorithm algorithm) {
        byte[] bytes = new byte[Math.max(MIN_BYTES, algorithm.digestBytes())];
        synchronized (recent) {
            do {
                random.nextBytes(bytes);
            } while (recent.putIfAbsent(ByteBuffer.wrap(bytes), true) != null);
        }
        return new ChapChallenge(algorithm, random.nextInt(IDENTIFIERS), bytes);
    }

    /** Whether these are the bytes of a challenge made here. */
    public boolean isOwn(byte[] challenge) {
        synchronized (recent) {
            return recent.containsKey(ByteBuffer.wrap(challenge));
        }
    }
}
