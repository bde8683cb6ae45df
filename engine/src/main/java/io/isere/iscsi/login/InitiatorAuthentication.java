package io.isere.iscsi.login;

import io.isere.iscsi.chap.ChapAlgorithm;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.chap.ChapSecret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who an initiator is to a target, and who the target has to be. Immutable; any thread.
 *
 * @param own who the initiator is
 * @param targetName CHAP_N the target must have; empty: any
 * @param targetSecret what the target must prove; null: it need not authenticate itself
 * @param algorithms what is offered in CHAP_A, best first
 */
public record InitiatorAuthentication(
        ChapCredentials own, String targetName, @Nullable ChapSecret targetSecret, List<ChapAlgorithm> algorithms) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if both directions have the same secret (RFC 7143, section 9.2.1)
     */
    public InitiatorAuthentication {
        algorithms = List.copyOf(algorithms);
        if (targetSecret != null && targetSecret.isSameAs(own.secret())) {
            throw new IllegalArgumentException("CHAP name " + own.name()
                    + " has the secret that the target is to prove: RFC 7143 wants one of its own for each direction");
        }
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("no CHAP algorithm is left: offer one at least");
        }
    }

    /** One-way CHAP. */
    public static InitiatorAuthentication chap(ChapCredentials own) {
        return new InitiatorAuthentication(own, "", null, ChapAlgorithm.OFFERED);
    }

    /** Mutual CHAP: the target must prove this secret, under {@code name} if that is not empty. */
    public InitiatorAuthentication requiring(String name, ChapSecret secret) {
        return new InitiatorAuthentication(own, name, secret, algorithms);
    }

    /** The same with these algorithms. */
    public InitiatorAuthentication withAlgorithms(List<ChapAlgorithm> offered) {
        return new InitiatorAuthentication(own, targetName, targetSecret, offered);
    }

    boolean isMutual() {
        return targetSecret != null;
    }
}
