package io.isere.vertx.cli;

import io.isere.vertx.config.SecretFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code isere chap-secret}: makes a file with a random secret. */
@Command(
        name = "chap-secret",
        header = "Make a file with a random CHAP secret.",
        description =
                "The file is new, readable by its owner only, and holds 128 random bits as one line of hex digits."
                        + " Copy it to the other side over a safe way. Each direction of mutual CHAP needs a secret of its own.",
        footerHeading = "%nExample:%n",
        footer = {"  isere chap-secret /etc/isere/host1.secret", ""})
final class ChapSecretCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The file to make.")
    private Path file;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ChapSecretCommand() {}

    @Override
    public Integer call() {
        try {
            SecretFile.create(file);
        } catch (FileAlreadyExistsException e) {
            throw new CliException(ExitCodes.FAILED, file + " is there already: remove it, or take another name", e);
        } catch (IOException e) {
            throw new CliException(ExitCodes.FAILED, "cannot make " + file + ": " + CliException.messageOf(e), e);
        }
        return ExitCodes.OK;
    }
}
