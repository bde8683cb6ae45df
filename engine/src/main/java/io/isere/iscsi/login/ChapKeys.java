package io.isere.iscsi.login;

import io.isere.iscsi.chap.ChapChallenge;
import io.isere.iscsi.text.BinaryValue;
import io.isere.iscsi.text.KeyValue;
import io.isere.iscsi.text.NumericalValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys AuthMethod and CHAP_* that the peer has sent and that no step has used yet. Steps take them when they are
 * complete, so they may come in any order and in one PDU or several.
 *
 * <p>One object a login; belongs to the connection's thread.
 */
final class ChapKeys {
    static final String AUTH_METHOD = "AuthMethod";
    static final String ALGORITHM = "CHAP_A";
    static final String IDENTIFIER = "CHAP_I";
    static final String CHALLENGE = "CHAP_C";
    static final String NAME = "CHAP_N";
    static final String RESPONSE = "CHAP_R";
    static final String CHAP = "CHAP";

    private static final Set<String> ALL = Set.of(AUTH_METHOD, ALGORITHM, IDENTIFIER, CHALLENGE, NAME, RESPONSE);
    private static final int MAX_IDENTIFIER = 255;

    private final Map<String, String> waiting = new HashMap<>();

    static boolean contain(String key) {
        return ALL.contains(key);
    }

    /** Keeps the pairs; returns what is wrong, null if nothing is. */
    @Nullable
    LoginFailure add(List<KeyValue> pairs) {
        for (KeyValue pair : pairs) {
            if (waiting.putIfAbsent(pair.key(), pair.value()) != null) {
                return protocolError(pair.key() + " was sent a second time");
            }
        }
        return null;
    }

    boolean has(String... keys) {
        return waiting.keySet().containsAll(List.of(keys));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The keys waiting, for a message. */
    String names() {
        return String.join(", ", waiting.keySet().stream().sorted().toList());
    }

    /** Uses up a key that is there. */
    String take(String key) {
        String value = waiting.remove(key);
        if (value == null) {
            throw new IllegalStateException(key + " is not there");
        }
        return value;
    }

    /** Uses up CHAP_I: 0..255, -1 if it is no such number. */
    int takeIdentifier() {
        long number = NumericalValue.parse(take(IDENTIFIER));
        return number < 0 || number > MAX_IDENTIFIER ? -1 : (int) number;
    }

    /** Uses up CHAP_C or CHAP_R: null if it is malformed. */
    byte @Nullable [] takeBinary(String key) {
        return BinaryValue.parse(take(key), ChapChallenge.MAX_BYTES);
    }

    /** A peer's name for a message: short, and without control characters. */
    static String quote(String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "..." : name;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    static LoginFailure protocolError(String message) {
        return LoginFailure.found(LoginStatus.INITIATOR_ERROR, message + " (RFC 7143, 12.1.3)");
    }

    static LoginFailure failed(String message) {
        return LoginFailure.found(LoginStatus.AUTHENTICATION_FAILURE, message);
    }

    static LoginFailure malformed(String key) {
        return failed(key + " is malformed: want "
                + (key.equals(IDENTIFIER)
                        ? "a number from 0 to 255"
                        : "1 to 1024 bytes in hex (0x...) or base64 (0b...)"));
    }
}
