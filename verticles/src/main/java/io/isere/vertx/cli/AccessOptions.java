package io.isere.vertx.cli;

import io.isere.iscsi.access.Redirection;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.vertx.config.AccessSpec;
import io.isere.vertx.config.SecretFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may use a target, and where it is instead. */
final class AccessOptions {
    @Option(
            names = "--allow",
            paramLabel = "RULE",
            description = "Who may log in: " + AccessSpec.SHAPE + ". NAME may have * and ?. The first rule for an"
                    + " initiator's name and address counts; the LUNs it names are all it sees. Several times; without"
                    + " it everybody may.")
    private List<String> rules = List.of();

    @Option(
            names = "--discovery-chap-user",
            paramLabel = "NAME",
            description = "CHAP name an initiator needs for discovery.")
    private String discoveryUser = "";

    @Option(
            names = "--discovery-chap-secret-file",
            paramLabel = "FILE",
            description = "File with its secret, readable by its owner only.")
    private @Nullable Path discoverySecretFile;

    @Option(
            names = "--redirect",
            paramLabel = "HOST:PORT",
            description = "Send initiators there (login status 0x0101).")
    private String redirect = "";

    @Option(names = "--redirect-for-good", description = "... and let them remember it (login status 0x0102).")
    private boolean permanent;

    /** The target's access list. */
    TargetAccess access(ChapOptions chap) {
        TargetAuthentication authentication = chap.target();
        return TargetAccess.open()
                .withAuthentication(authentication)
                .withRules(rules.stream()
                        .map(rule -> AccessSpec.parse(rule, authentication, chap.allowsWeak()))
                        .toList())
                .redirectedTo(redirect.isEmpty() ? Redirection.NONE : Redirection.to(redirect, permanent));
    }

    /** What discovery demands. */
    TargetAuthentication discovery(ChapOptions chap) {
        Path file = discoverySecretFile;
        if (discoveryUser.isEmpty() != (file == null)) {
            throw new IllegalArgumentException(
                    "--discovery-chap-user and --discovery-chap-secret-file belong together");
        }
        TargetAuthentication common = chap.target();
        return file == null
                ? TargetAuthentication.none()
                : TargetAuthentication.chap(
                                new ChapCredentials(discoveryUser, SecretFile.read(file, chap.allowsWeak())))
                        .withOwn(common.own())
                        .withAlgorithms(common.algorithms());
    }
}
