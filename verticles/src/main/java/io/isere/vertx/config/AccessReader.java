package io.isere.vertx.config;

import io.isere.iscsi.access.AccessRule;
import io.isere.iscsi.access.AddressRange;
import io.isere.iscsi.access.Redirection;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.scsi.lun.LunView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads who may use a target, {@code access:}, {@code chap:} and {@code redirect:}, in the words of the command line's
 * {@code --allow}, {@code --chap-user} and {@code --redirect}. Used by one thread for one target; blocks.
 */
final class AccessReader {
    private final Path folder;
    private final Set<Integer> luns;
    private final ChapSection chap;

    private AccessReader(Section target, Path folder, Set<Integer> luns) {
        this.folder = folder;
        this.luns = luns;
        chap = ChapSection.read(target, "chap", folder);
    }

    /**
     * Reads it.
     *
     * @param folder what file names are relative to
     * @param luns numbers of the target's logical units
     */
    static TargetAccess read(Section target, Path folder, Set<Integer> luns) {
        return new AccessReader(target, folder, luns).read(target);
    }

    private TargetAccess read(Section target) {
        List<AccessRule> rules = target.sections("access", "a rule of 'access'", this::rule);
        if (target.has("access") && target.isEmptyList("access")) {
            target.problem(
                    target.line("access"),
                    "'access' has no rule: want '- initiator: NAME' lines; without 'access' everybody may log in");
        }
        boolean demanded = chap.demanded() || rules.stream().anyMatch(rule -> rule.authentication() != null);
        if (target.has("chap") && !demanded) {
            target.problem(
                    target.line("chap"),
                    "nobody would have to authenticate: want 'user' and 'secret-file' in 'chap', or 'chap-user' and"
                            + " 'chap-secret-file' in a rule of 'access'");
        }
        return TargetAccess.open()
                .withAuthentication(chap.authentication())
                .withRules(rules)
                .redirectedTo(redirection(target));
    }

    private AccessRule rule(Section section) {
        AccessRule rule = section.required("initiator", AccessRule::allow, AccessRule.allow("*"));
        return rule.from(section.values("from", AddressRange::parse))
                .seeing(view(section))
                .authenticatedBy(authentication(section));
    }

    private LunView view(Section section) {
        SeenLuns seen = new SeenLuns();
        List<Integer> shown = new ArrayList<>(section.values("lun", seen::add));
        shown.removeAll(luns);
        if (!shown.isEmpty()) {
            section.problem(
                    section.line("lun"), "'lun': the target has no LUN " + shown.get(0) + ": want some of " + luns);
        }
        try {
            return seen.view();
        } catch (IllegalArgumentException e) {
            section.problem(section.line("lun"), "'lun': " + e.getMessage());
            return LunView.all();
        }
    }

    private @Nullable TargetAuthentication authentication(Section section) {
        ChapCredentials initiator =
                ChapSection.credentials(section, "chap-user", "chap-secret-file", folder, chap.allowWeak());
        if (initiator == null) {
            return null;
        }
        TargetAuthentication common = chap.authentication();
        try {
            return TargetAuthentication.chap(initiator).withOwn(common.own()).withAlgorithms(common.algorithms());
        } catch (IllegalArgumentException e) {
            section.problem(section.line("chap-secret-file"), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static Redirection redirection(Section target) {
        boolean permanent = target.yes("redirect-for-good", false);
        if (target.has("redirect-for-good") && !target.has("redirect")) {
            target.problem(target.line("redirect-for-good"), "'redirect-for-good' needs 'redirect': HOST:PORT");
        }
        return target.value("redirect", address -> Redirection.to(address, permanent), Redirection.NONE);
    }
}
