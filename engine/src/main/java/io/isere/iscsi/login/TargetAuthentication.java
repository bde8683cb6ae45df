package io.isere.iscsi.login;

import io.isere.iscsi.chap.ChapAlgorithm;
import io.isere.iscsi.chap.ChapCredentials;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a target authenticates one initiator, and itself. Immutable; any thread.
 *
 * @param initiators whom CHAP lets in; empty: nobody has to authenticate, and CHAP is not offered
 * @param optional whether an initiator that offers None is let in without CHAP
 * @param own who the target is when the initiator asks it to authenticate itself; null: it cannot
 * @param algorithms what CHAP_A may be; the initiator's order decides
 */
public record TargetAuthentication(
        List<ChapCredentials> initiators,
        boolean optional,
        @Nullable ChapCredentials own,
        List<ChapAlgorithm> algorithms) {
    private static final TargetAuthentication NONE = new TargetAuthentication(List.of(), true, null, ChapAlgorithm.ALL);

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if a secret is configured for both directions (RFC 7143, section 9.2.1)
     */
    public TargetAuthentication {
        initiators = List.copyOf(initiators);
        algorithms = List.copyOf(algorithms);
        for (ChapCredentials initiator : initiators) {
            if (own != null && own.secret().isSameAs(initiator.secret())) {
                throw new IllegalArgumentException("CHAP name " + own.name() + " of the target and " + initiator.name()
                        + " of an initiator have the same secret: RFC 7143 wants one of its own for each direction");
            }
        }
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("no CHAP algorithm is left: allow one at least");
        }
    }

    /** Everybody may log in without authentication. */
    public static TargetAuthentication none() {
        return NONE;
    }

    /** One of these must authenticate itself by CHAP. */
    public static TargetAuthentication chap(ChapCredentials... initiators) {
        return new TargetAuthentication(List.of(initiators), false, null, ChapAlgorithm.ALL);
    }

    /** The same, and the target authenticates itself so when it is asked to. */
    public TargetAuthentication withOwn(@Nullable ChapCredentials target) {
        return new TargetAuthentication(initiators, optional, target, algorithms);
    }

    /** The same with these algorithms. */
    public TargetAuthentication withAlgorithms(List<ChapAlgorithm> allowed) {
        return new TargetAuthentication(initiators, optional, own, allowed);
    }

    /** The same, but an initiator that offers None needs no CHAP. */
    public TargetAuthentication orNone() {
        return new TargetAuthentication(initiators, true, own, algorithms);
    }

    boolean offersChap() {
        return !initiators.isEmpty();
    }

    boolean offersNone() {
        return optional || initiators.isEmpty();
    }
}
