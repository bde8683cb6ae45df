package io.isere.vertx.nodes;

import io.isere.iscsi.chap.ChapAlgorithm;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.chap.ChapSecret;
import io.isere.iscsi.initiator.InitiatorCredentials;
import io.isere.iscsi.login.InitiatorAuthentication;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.config.SecretFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes credentials of what is kept of a node or discovery portal. Secrets are read when they are needed, each time anew, so
 * that a changed one holds for the next login. Static; any thread; blocks.
 */
public final class NodeCredentials {
    private static final String CHAP = "CHAP";

    private NodeCredentials() {}

    /**
     * Puts them into options, for sessions and for discovery. Settings that do not say {@code node.session.auth.authmethod}
     * leave the options as they are.
     *
     * @param settings by {@link NodeSetting} names
     * @throws IllegalArgumentException when a setting or a secret is missing or wrong, with what to do about it
     */
    public static void apply(Map<String, String> settings, IsereInitiatorOptions options) {
        String method = get(settings, NodeSetting.AUTH_METHOD);
        if (method.equals(CHAP)) {
            InitiatorAuthentication chap = chap(settings);
            options.setCredentials(new InitiatorCredentials(chap, chap));
        } else if (settings.containsKey(NodeSetting.AUTH_METHOD.text())) {
            options.setCredentials(InitiatorCredentials.NONE);
        }
    }

    private static InitiatorAuthentication chap(Map<String, String> settings) {
        ChapCredentials own = new ChapCredentials(
                required(settings, NodeSetting.USERNAME),
                secret(settings, required(settings, NodeSetting.PASSWORD_FILE)));
        InitiatorAuthentication oneWay = InitiatorAuthentication.chap(own);
        String algorithms = get(settings, NodeSetting.CHAP_ALGORITHMS);
        if (!algorithms.isEmpty()) {
            oneWay = oneWay.withAlgorithms(Stream.of(algorithms.split(",", -1))
                    .map(ChapAlgorithm::named)
                    .toList());
        }
        String targetName = get(settings, NodeSetting.USERNAME_IN);
        if (targetName.isEmpty() && get(settings, NodeSetting.PASSWORD_IN_FILE).isEmpty()) {
            return oneWay;
        }
        return oneWay.requiring(targetName, secret(settings, required(settings, NodeSetting.PASSWORD_IN_FILE)));
    }

    private static ChapSecret secret(Map<String, String> settings, String file) {
        return SecretFile.read(
                Path.of(file), get(settings, NodeSetting.ALLOW_WEAK).equals("Yes"));
    }

    private static String required(Map<String, String> settings, NodeSetting setting) {
        String value = get(settings, setting);
        if (value.isEmpty()) {
            throw new IllegalArgumentException(setting.text() + " is not set, which authentication by CHAP needs:"
                    + " set it with isere node -o update -n " + setting.text() + " -v VALUE");
        }
        return value;
    }

    private static String get(Map<String, String> settings, NodeSetting setting) {
        return settings.getOrDefault(setting.text(), setting.defaultValue());
    }
}
