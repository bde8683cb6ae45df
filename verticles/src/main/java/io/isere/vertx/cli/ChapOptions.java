package io.isere.vertx.cli;

import io.isere.iscsi.chap.ChapAlgorithm;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.chap.ChapSecret;
import io.isere.iscsi.login.InitiatorAuthentication;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.vertx.config.SecretFile;
import io.isere.vertx.nodes.NodeSetting;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * CHAP, the same words for both roles: the user is the initiator, mutual is the target. A secret itself is never on the
 * command line, where everybody on the machine could read it.
 */
final class ChapOptions {
    /** Environment variable with the initiator's secret. */
    static final String SECRET_VARIABLE = "ISERE_CHAP_SECRET";

    /** Environment variable with the target's secret. */
    static final String MUTUAL_SECRET_VARIABLE = "ISERE_CHAP_MUTUAL_SECRET";

    @Option(
            names = "--chap-user",
            paramLabel = "NAME",
            description = "CHAP name of the initiator: a client logs in with it, a target demands it.")
    private String user = "";

    @Option(
            names = "--chap-secret-file",
            paramLabel = "FILE",
            description = "File with its secret, one line, readable by its owner only (isere chap-secret makes one)."
                    + " Without it, the environment variable " + SECRET_VARIABLE + ".")
    private @Nullable Path secretFile;

    @Option(
            names = "--mutual-user",
            paramLabel = "NAME",
            description =
                    "CHAP name of the target: a target has it, a client demands it; without it a client takes any.")
    private String mutualUser = "";

    @Option(
            names = "--mutual-secret-file",
            paramLabel = "FILE",
            description =
                    "File with the target's secret: a client then demands that the target proves it. Without it, the"
                            + " environment variable " + MUTUAL_SECRET_VARIABLE + ".")
    private @Nullable Path mutualSecretFile;

    @Option(
            names = "--chap-algorithms",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Hashes for CHAP, best first: SHA3-256, SHA256, SHA1, MD5. Default: all; a client offers SHA256"
                            + " last, for tgt takes its number for SHA1.")
    private List<String> algorithms = List.of();

    @Option(
            names = "--chap-allow-weak",
            description = "Take secrets of less than 96 bits (12 characters), which RFC 7143 allows over IPsec only.")
    private boolean allowWeak;

    boolean allowsWeak() {
        return allowWeak;
    }

    /** What a target demands and is. */
    TargetAuthentication target() {
        ChapSecret initiator = initiatorSecret();
        ChapSecret own = mutualSecret();
        require(own == null || !mutualUser.isEmpty(), "--mutual-secret-file of a target needs --mutual-user NAME");
        TargetAuthentication base = initiator == null
                ? TargetAuthentication.none()
                : TargetAuthentication.chap(new ChapCredentials(user, initiator));
        return base.withOwn(own == null ? null : new ChapCredentials(mutualUser, own))
                .withAlgorithms(algorithms(ChapAlgorithm.ALL));
    }

    /** What a client is and demands; null: no authentication. */
    @Nullable
    InitiatorAuthentication initiator() {
        ChapSecret own = initiatorSecret();
        ChapSecret target = mutualSecret();
        require(target == null || own != null, "mutual CHAP needs the client's own name and secret: add --chap-user");
        if (own == null) {
            return null;
        }
        InitiatorAuthentication authentication = InitiatorAuthentication.chap(new ChapCredentials(user, own))
                .withAlgorithms(algorithms(ChapAlgorithm.OFFERED));
        return target == null ? authentication : authentication.requiring(mutualUser, target);
    }

    /** Whether a client was told who it is. */
    boolean isGiven() {
        return !user.isEmpty();
    }

    /** What a database keeps of a client's, by names of {@link NodeSetting}: nothing if its secret is in no file. */
    Map<String, String> settings() {
        Path own = secretFile;
        Path target = mutualSecretFile;
        if (own == null || (target == null && !mutualUser.isEmpty())) {
            return Map.of();
        }
        Map<String, String> settings = new HashMap<>();
        keep(settings, NodeSetting.AUTH_METHOD, "CHAP");
        keep(settings, NodeSetting.USERNAME, user);
        keep(settings, NodeSetting.PASSWORD_FILE, own.toString());
        keep(settings, NodeSetting.USERNAME_IN, mutualUser);
        keep(settings, NodeSetting.PASSWORD_IN_FILE, target == null ? "" : target.toString());
        keep(settings, NodeSetting.CHAP_ALGORITHMS, String.join(",", algorithms));
        keep(settings, NodeSetting.ALLOW_WEAK, allowWeak ? "Yes" : "");
        return settings;
    }

    private static void keep(Map<String, String> settings, NodeSetting setting, String value) {
        if (!value.isEmpty()) {
            settings.put(setting.text(), setting.check(value));
        }
    }

    private @Nullable ChapSecret initiatorSecret() {
        require(secretFile == null || !user.isEmpty(), "--chap-secret-file needs --chap-user NAME");
        return secret(user, secretFile, "--chap-user", "--chap-secret-file", SECRET_VARIABLE);
    }

    private @Nullable ChapSecret mutualSecret() {
        return secret(mutualUser, mutualSecretFile, "--mutual-user", "--mutual-secret-file", MUTUAL_SECRET_VARIABLE);
    }

    private List<ChapAlgorithm> algorithms(List<ChapAlgorithm> unlessAsked) {
        return algorithms.isEmpty()
                ? unlessAsked
                : algorithms.stream().map(ChapAlgorithm::named).toList();
    }

    /** The secret of a name, from its file, else from the environment; null without name and file. */
    private @Nullable ChapSecret secret(
            String name, @Nullable Path file, String nameOption, String fileOption, String variable) {
        if (file != null) {
            return SecretFile.read(file, allowWeak);
        }
        if (name.isEmpty()) {
            return null;
        }
        String value = System.getenv(variable);
        require(
                value != null && !value.isEmpty(),
                nameOption + " without a secret: add " + fileOption + " FILE, or set " + variable);
        return ofVariable(variable, value);
    }

    private ChapSecret ofVariable(String variable, @Nullable String value) {
        try {
            return ChapSecret.of(value == null ? "" : value, allowWeak);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("environment variable " + variable + ": " + e.getMessage(), e);
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
