package io.isere.iscsi.access;

import io.isere.iscsi.login.Admission;
import io.isere.iscsi.login.LoginStatus;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.scsi.lun.LunView;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The access list of one target: the first rule that is about an initiator's name and address counts. Immutable; any
 * thread.
 *
 * @param rules in order; empty: everybody may log in and sees all logical units
 * @param authentication how initiators authenticate themselves whose rule does not say
 * @param redirection where the target is instead, for every login
 */
public record TargetAccess(List<AccessRule> rules, TargetAuthentication authentication, Redirection redirection) {
    private static final TargetAccess OPEN = new TargetAccess(List.of(), TargetAuthentication.none(), Redirection.NONE);
    private static final AccessRule EVERYBODY = AccessRule.allow("*");

    /** Copies the list. */
    public TargetAccess {
        rules = List.copyOf(rules);
    }

    /** Everybody may log in. */
    public static TargetAccess open() {
        return OPEN;
    }

    /** The same with other rules. */
    public TargetAccess withRules(List<AccessRule> others) {
        return new TargetAccess(others, authentication, redirection);
    }

    /** The same with other authentication. */
    public TargetAccess withAuthentication(TargetAuthentication other) {
        return new TargetAccess(rules, other, redirection);
    }

    /** The same, but initiators are sent elsewhere. */
    public TargetAccess redirectedTo(Redirection elsewhere) {
        return new TargetAccess(rules, authentication, elsewhere);
    }

    /**
     * Decides on a login by name and address.
     *
     * @param portalGroupTag that of the portal reached
     * @param alias the target's
     */
    public Admission admit(String initiatorName, InetAddress from, int portalGroupTag, String alias) {
        AccessRule rule = ruleFor(initiatorName, from);
        if (rule == null) {
            boolean known = rules.stream().anyMatch(each -> each.isAbout(initiatorName));
            return Admission.refused(
                    LoginStatus.AUTHORIZATION_FAILURE,
                    known
                            ? "initiator " + initiatorName + " is not allowed from address " + from.getHostAddress()
                            : "initiator " + initiatorName + " is not in the access list of the target");
        }
        if (redirection.isThere()) {
            return Admission.moved(redirection.address(), redirection.permanent());
        }
        return Admission.granted(portalGroupTag, alias, authenticationOf(rule));
    }

    /** Whether SendTargets tells this initiator of the target. */
    public boolean isVisibleTo(String initiatorName, InetAddress from) {
        return ruleFor(initiatorName, from) != null;
    }

    /**
     * Whether a session that began under an older list may go on: the initiator is allowed still, and sees the same. How it
     * has to authenticate itself now, and where the target is now, counts with its next login.
     *
     * @param seen what it sees
     */
    public boolean letsGoOn(String initiatorName, InetAddress from, LunView seen) {
        AccessRule rule = ruleFor(initiatorName, from);
        return rule != null && rule.luns().equals(seen);
    }

    /** What an admitted initiator sees. */
    public LunView lunsFor(String initiatorName, InetAddress from) {
        AccessRule rule = ruleFor(initiatorName, from);
        return rule == null ? LunView.only(Set.of()) : rule.luns();
    }

    private TargetAuthentication authenticationOf(AccessRule rule) {
        TargetAuthentication own = rule.authentication();
        return own == null ? authentication : own;
    }

    private @Nullable AccessRule ruleFor(String initiatorName, InetAddress from) {
        if (rules.isEmpty()) {
            return EVERYBODY;
        }
        for (AccessRule rule : rules) {
            if (rule.isAbout(initiatorName) && rule.isFrom(from)) {
                return rule;
            }
        }
        return null;
    }
}
