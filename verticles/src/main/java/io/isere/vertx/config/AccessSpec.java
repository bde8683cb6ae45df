package io.isere.vertx.config;

import io.isere.iscsi.access.AccessRule;
import io.isere.iscsi.access.AddressRange;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.login.TargetAuthentication;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An access rule as {@code --allow} writes it: {@code NAME[,from=CIDR]...[,lun=SEEN[:OWN]]...[,chap-user=NAME,
 * chap-secret-file=FILE]}. Used by one thread; blocks where a file is read.
 */
public final class AccessSpec {
    /** How it is written. */
    public static final String SHAPE = "NAME[,from=CIDR]...[,lun=SEEN[:OWN]]...[,chap-user=USER,chap-secret-file=FILE]";

    private final List<AddressRange> from = new ArrayList<>();
    private final SeenLuns luns = new SeenLuns();
    private String chapUser = "";
    private String secretFile = "";

    private AccessSpec() {}

    /**
     * Reads one.
     *
     * @param common what the target wants of everybody: its own credentials and algorithms hold for this rule too
     * @param allowWeak whether secrets of less than 96 bits are taken
     * @throws IllegalArgumentException when it is malformed, with how it should look
     */
    public static AccessRule parse(String text, TargetAuthentication common, boolean allowWeak) {
        try {
            return new AccessSpec().rule(text.split(",", -1), common, allowWeak);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cannot read access rule '" + text + "': " + e.getMessage() + "; want " + SHAPE, e);
        }
    }

    private AccessRule rule(String[] parts, TargetAuthentication common, boolean allowWeak) {
        AccessRule rule = AccessRule.allow(parts[0]);
        for (int index = 1; index < parts.length; index++) {
            int equals = parts[index].indexOf('=');
            String value = parts[index].substring(equals + 1);
            switch (parts[index].substring(0, Math.max(equals, 0))) {
                case "from" -> from.add(AddressRange.parse(value));
                case "lun" -> luns.add(value);
                case "chap-user" -> chapUser = value;
                case "chap-secret-file" -> secretFile = value;
                default -> throw new IllegalArgumentException("'" + parts[index] + "' is no part of a rule");
            }
        }
        return rule.from(from).seeing(luns.view()).authenticatedBy(authentication(common, allowWeak));
    }

    private @Nullable TargetAuthentication authentication(TargetAuthentication common, boolean allowWeak) {
        if (chapUser.isEmpty() != secretFile.isEmpty()) {
            throw new IllegalArgumentException("chap-user and chap-secret-file belong together");
        }
        if (chapUser.isEmpty()) {
            return null;
        }
        ChapCredentials initiator = new ChapCredentials(chapUser, SecretFile.read(Path.of(secretFile), allowWeak));
        return TargetAuthentication.chap(initiator).withOwn(common.own()).withAlgorithms(common.algorithms());
    }
}
