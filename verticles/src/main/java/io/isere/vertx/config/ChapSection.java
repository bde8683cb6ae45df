package io.isere.vertx.config;

import io.isere.iscsi.chap.ChapAlgorithm;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.chap.ChapSecret;
import io.isere.iscsi.login.TargetAuthentication;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code chap:} says: whom a target wants to authenticate themselves, and who it is itself. Immutable.
 *
 * @param authentication what is demanded
 * @param demanded whether it says that somebody has to authenticate, even if what it says is wrong
 * @param allowWeak whether secrets of less than 96 bits are taken
 */
record ChapSection(TargetAuthentication authentication, boolean demanded, boolean allowWeak) {
    private static final ChapSection NONE = new ChapSection(TargetAuthentication.none(), false, false);

    /**
     * Reads one; blocks where a file is read.
     *
     * @param key its name in the section above; nobody has to authenticate when it is not there
     * @param folder what file names are relative to
     */
    static ChapSection read(Section above, String key, Path folder) {
        return above.has(key) ? above.section(key, section -> read(section, folder)) : NONE;
    }

    private static ChapSection read(Section section, Path folder) {
        boolean allowWeak = section.yes("allow-weak", false);
        List<ChapAlgorithm> algorithms = section.values("algorithms", ChapAlgorithm::named);
        ChapCredentials initiator = credentials(section, "user", "secret-file", folder, allowWeak);
        ChapCredentials own = credentials(section, "mutual-user", "mutual-secret-file", folder, allowWeak);
        boolean demanded = section.has("user") || section.has("secret-file");
        try {
            TargetAuthentication base =
                    initiator == null ? TargetAuthentication.none() : TargetAuthentication.chap(initiator);
            return new ChapSection(
                    base.withOwn(own).withAlgorithms(algorithms.isEmpty() ? ChapAlgorithm.ALL : algorithms),
                    demanded,
                    allowWeak);
        } catch (IllegalArgumentException e) {
            section.problem(section.line("mutual-secret-file"), String.valueOf(e.getMessage()));
            return new ChapSection(TargetAuthentication.none(), demanded, allowWeak);
        }
    }

    /** A name and the secret in its file; null when neither is there, or one of them is wrong. */
    static @Nullable ChapCredentials credentials(
            Section section, String nameKey, String fileKey, Path folder, boolean allowWeak) {
        String name = section.text(nameKey);
        boolean named = section.has(nameKey);
        boolean filed = section.has(fileKey);
        Optional<ChapSecret> secret =
                section.value(fileKey, text -> Optional.of(secret(text, folder, allowWeak)), Optional.empty());
        if (named != filed) {
            section.problem(
                    section.line(named ? nameKey : fileKey),
                    "'" + nameKey + "' and '" + fileKey + "' belong together: want both");
        }
        if (!named || secret.isEmpty()) {
            return null;
        }
        try {
            return new ChapCredentials(name, secret.get());
        } catch (IllegalArgumentException e) {
            section.problem(section.line(nameKey), "'" + nameKey + "': " + e.getMessage());
            return null;
        }
    }

    private static ChapSecret secret(String text, Path folder, boolean allowWeak) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("it names no file");
        }
        return SecretFile.read(folder.resolve(text).normalize(), allowWeak);
    }
}
