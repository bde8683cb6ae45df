package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.rdma.iwarp.IwarpProvider;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTarget;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.config.SecretFile;
import io.isere.vertx.nodes.NodeDatabase;
import io.isere.vertx.nodes.NodeSessions;
import io.isere.vertx.testing.Await;
import io.isere.vertx.testing.Rig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** CHAP by the command line, against a target in this JVM; everything that is logged is read for secrets. */
class ChapCommandTest {
    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
    private final Level before = root.getLevel();
    private Vertx vertx;
    private IsereTarget target;
    private Path alice;
    private Path storage;
    private Path other;

    @BeforeEach
    void serve() throws IOException {
        log.start();
        root.iteratorForAppenders().forEachRemaining(others::add);
        others.forEach(root::detachAppender);
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        alice = secret("alice");
        storage = secret("storage");
        other = secret("other");
        TargetAuthentication chap = TargetAuthentication.chap(
                        new ChapCredentials("alice", SecretFile.read(alice, false)))
                .withOwn(new ChapCredentials("storage", SecretFile.read(storage, false)));
        vertx = Rig.vertx();
        target = Await.await(IsereTarget.create(
                        vertx,
                        new IsereTargetOptions()
                                .setName(Rig.TARGET)
                                .setProvider(IwarpProvider.NAME)
                                .addPortal("127.0.0.1:0")
                                .setAccess(TargetAccess.open().withAuthentication(chap))
                                .setDiscoveryAuthentication(chap)
                                .addLun(0, new RamBackstore(1 << 20)))
                .start());
    }

    @AfterEach
    void stopAndReadTheLog() throws IOException {
        Await.await(target.close());
        Await.await(vertx.close());
        root.setLevel(before);
        root.detachAppender(log);
        others.forEach(root::addAppender);
        List<String> secrets = List.of(read(alice), read(storage), read(other));
        for (ILoggingEvent event : List.copyOf(log.list)) {
            String text = event.getFormattedMessage()
                    + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
            assertThat(secrets).noneMatch(text::contains);
        }
        assertThat(log.list).isNotEmpty();
    }

    private Path secret(String name) throws IOException {
        Path file = folder.resolve(name + ".secret");
        SecretFile.create(file);
        return file;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).trim();
    }

    private String url() {
        return "iser://" + target.portals().get(0) + "/" + Rig.TARGET + "/0";
    }

    private Run inquiry(String... options) throws IOException {
        String[] args = new String[options.length + 2];
        args[0] = "inquiry";
        System.arraycopy(options, 0, args, 1, options.length);
        args[args.length - 1] = url();
        Run run = Run.of(args);
        for (Path file : List.of(alice, storage, other)) {
            assertThat(run.out() + run.err()).doesNotContain(read(file));
        }
        return run;
    }

    @Test
    void theRightSecretOpensTheDisk() throws IOException {
        Run run = inquiry("--chap-user", "alice", "--chap-secret-file", alice.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("capacity 1048576 bytes");
    }

    @Test
    void theTargetMayHaveToProveItself() throws IOException {
        Run good = inquiry(
                "--chap-user",
                "alice",
                "--chap-secret-file",
                alice.toString(),
                "--mutual-user",
                "storage",
                "--mutual-secret-file",
                storage.toString());
        assertThat(good.status()).isZero();
        Run bad = inquiry(
                "--chap-user",
                "alice",
                "--chap-secret-file",
                alice.toString(),
                "--mutual-secret-file",
                other.toString());
        assertThat(bad.status()).isEqualTo(ExitCodes.NOT_REACHED);
        assertThat(bad.err()).contains("the target is not the one it should be");
    }

    @Test
    void aWrongSecretIsRefusedWithAdvice() throws IOException {
        Run run = inquiry("--chap-user", "alice", "--chap-secret-file", other.toString());
        assertThat(run.status()).isEqualTo(ExitCodes.NOT_REACHED);
        assertThat(run.err()).contains("0x0201", "check AuthMethod, user name and secret on both sides");
    }

    @Test
    void discoveryAuthenticatesToo() {
        String portal = target.portals().get(0);
        assertThat(Run.of("discover", portal).err()).contains("0x0201");
        assertThat(Run.of("discover", "--chap-user", "alice", "--chap-secret-file", alice.toString(), portal)
                        .out())
                .contains(",1 " + Rig.TARGET);
    }

    @Test
    void aNodeIsLoggedInToAsItsSettingsSay() throws IOException {
        String portal = target.portals().get(0);
        String database = folder.resolve("nodes.yaml").toString();
        String[] node = {"node", "--db", database, "-T", Rig.TARGET, "-p", portal, "-o"};
        assertThat(Run.of(with(node, "new", "-n", "node.session.auth.authmethod", "-v", "CHAP"))
                        .err())
                .isEmpty();
        String[] login = {"login", "--db", database, "--once", "-T", Rig.TARGET};
        assertThat(Run.of(login).err())
                .contains(
                        "node.session.auth.username is not set", "isere node -o update -n node.session.auth.username");
        set(node, "username", "alice");
        set(node, "password_file", alice.toString());
        assertThat(Run.of(login).out()).contains("LUNs 0");
        set(node, "password_in_file", storage.toString());
        set(node, "username_in", "storage");
        set(node, "chap_algs", "SHA256,MD5");
        assertThat(Run.of(login).out()).contains("LUNs 0");
        set(node, "password_in_file", other.toString());
        assertThat(Run.of(login).err()).contains("the target is not the one it should be");
        set(node, "authmethod", "None");
        assertThat(Run.of(login).err()).contains("0x0201");
        assertThat(Run.of(with(node, "update", "-n", "node.session.auth.chap_algs", "-v", "MD4"))
                        .err())
                .contains("node.session.auth.chap_algs: 'MD4' is no CHAP algorithm");
    }

    private static void set(String[] node, String name, String value) {
        assertThat(Run.of(with(node, "update", "-n", "node.session.auth." + name, "-v", value))
                        .err())
                .isEmpty();
    }

    private static String[] with(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
    }

    @Test
    void aPortalAndWhatItTellsOfRememberHowItWasAsked() throws IOException {
        String portal = target.portals().get(0);
        String database = folder.resolve("nodes.yaml").toString();
        String[] discover = {"discover", "--db", database, "-p", portal};
        assertThat(Run.of(with(discover, "--chap-user", "alice", "--chap-secret-file", alice.toString()))
                        .out())
                .contains(Rig.TARGET);
        assertThat(Run.of(discover).out()).contains(Rig.TARGET);
        assertThat(Run.of("login", "--db", database, "-T", Rig.TARGET).out()).contains("LUNs 0");
        List<NodeSessions.State> states = Await.await(IsereInitiator.loginAutomatic(
                vertx, new NodeDatabase(folder.resolve("nodes.yaml")), IsereInitiatorOptions::new));
        assertThat(states).singleElement().satisfies(state -> {
            assertThat(state.failure()).isEmpty();
            assertThat(state.isOpen()).isTrue();
            Await.await(state.session().logout());
        });
    }

    @Test
    void aSecretThatOthersCanReadIsRefused() throws IOException {
        Files.setPosixFilePermissions(alice, PosixFilePermissions.fromString("rw-r--r--"));
        Run run = inquiry("--chap-user", "alice", "--chap-secret-file", alice.toString());
        assertThat(run.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains("chmod 600 " + alice);
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        assertThat(inquiry("--chap-user", "alice").err())
                .contains("--chap-user without a secret: add --chap-secret-file FILE, or set ISERE_CHAP_SECRET");
        assertThat(inquiry("--chap-secret-file", alice.toString()).err()).contains("needs --chap-user NAME");
        assertThat(inquiry("--mutual-secret-file", storage.toString()).err())
                .contains("mutual CHAP needs the client's own name and secret");
        assertThat(inquiry(
                                "--chap-user",
                                "alice",
                                "--chap-secret-file",
                                alice.toString(),
                                "--mutual-secret-file",
                                alice.toString())
                        .err())
                .contains("one of its own for each direction");
        assertThat(inquiry("--chap-user", "a", "--chap-secret-file", alice.toString(), "--chap-algorithms", "SHA9")
                        .err())
                .contains("'SHA9' is no CHAP algorithm");
    }

    @Test
    void aSecretFileIsMadeOnce() {
        Path file = folder.resolve("made.secret");
        assertThat(Run.of("chap-secret", file.toString()).status()).isZero();
        assertThat(SecretFile.read(file, false)).isNotNull();
        assertThat(Run.of("chap-secret", file.toString()).err()).contains("is there already");
    }
}
