package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.vertx.testing.Await;
import io.isere.vertx.testing.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words that users of iscsiadm know: discover, node, login, session, logout. */
class NodeCommandTest {
    private static final String NAME = TargetCommand.DEFAULT_NAME;

    @TempDir
    private Path folder;

    private Run run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--db", folder.resolve("nodes.yaml").toString()));
        return Run.of(all.toArray(String[]::new));
    }

    private String good(String... arguments) {
        Run run = run(arguments);
        assertThat(run.status()).describedAs(run.err()).isZero();
        return run.out();
    }

    @Test
    void shouldKeepNodesByHand() {
        assertThat(run("node").err()).contains("no node is known: find some with isere discover -p HOST:PORT");
        good("node", "-o", "new", "-T", "iqn.x:a", "-p", "192.0.2.7");
        good("node", "-o", "new", "-T", "iqn.x:b", "-p", "[::1]:1,2", "-n", "node.startup", "-v", "automatic");
        assertThat(good("node")).contains("192.0.2.7:3260  iqn.x:a  iser       manual", "[::1]:1 ");
        assertThat(run("node", "-o", "new", "-T", "iqn.x:a", "-p", "192.0.2.7").err())
                .contains("known already: change it with -o update");
        good("node", "-T", "iqn.x:a", "-o", "update", "-n", "node.session.cmds_max", "-v", "9");
        assertThat(good("node", "-T", "iqn.x:a")).contains("node.session.cmds_max = 9", "node.startup = manual");
        assertThat(good("node", "--json")).contains("\"node.startup\" : \"automatic\"");
        assertThat(run("node", "-o", "update", "-n", "node.startup").status()).isEqualTo(ExitCodes.USAGE);
        assertThat(run("node", "-o", "delete").err()).contains("which nodes? Give -T, -p or both, or --all");
        good("node", "-o", "delete", "-T", "iqn.x:a");
        good("logout", "-T", "iqn.x:b");
        assertThat(good("node", "-T", "iqn.x:b")).contains("node.startup = manual");
        good("node", "-o", "delete", "--all");
        assertThat(run("node").status()).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    void shouldFindLogInKeepAndLetGo() {
        try (Child target = new Child("target", "--portal", "127.0.0.1:0", "--lun", "ram:1m")) {
            String portal = target.portal();
            assertThat(good("discover", portal, "-o", "nonpersistent")).contains(NAME);
            assertThat(run("node").status()).isEqualTo(ExitCodes.FAILED);
            assertThat(good("discover", "-t", "st", "-p", portal)).contains(portal + ",1 " + NAME);
            assertThat(good("discover")).contains(portal + " via sendtargets over iser");
            assertThat(good("login", "-T", NAME, "-p", portal)).contains("LUNs 0", "marked node.startup = automatic");
            assertThat(good("session")).contains("no sessions are kept");
            String database = folder.resolve("nodes.yaml").toString();
            try (Child keeper = new Child("session", "--open", "--db", database)) {
                keeper.line("keeping sessions");
                assertThat(good("session")).contains("LOGGED_IN", NAME);
                good("logout", "-T", NAME);
                keeper.line("logged out");
                good("node", "-T", NAME, "-n", "iface.transport_name", "-v", "tcp", "-o", "update");
                good("node", "-T", NAME, "--login");
                keeper.line("logged in");
                Await.until("it is told", () -> good("session").contains("TCP"));
                keeper.terminate();
                keeper.line("stopped");
                assertThat(keeper.exitStatus()).isZero();
            }
            assertThat(good("session", "--json")).contains("[ ]");
            good("discover", "-p", portal, "-o", "delete");
            assertThat(good("discover")).contains("no portal was asked yet");
            target.terminate();
            target.line("stopped");
            Run gone = run("login", "-T", NAME);
            assertThat(gone.status()).isEqualTo(ExitCodes.NOT_REACHED);
            assertThat(gone.err()).contains("not logged in: " + portal + ",1 " + NAME);
        }
    }

    @Test
    void shouldNameTheLineOfADamagedDatabase() throws java.io.IOException {
        Files.writeString(folder.resolve("nodes.yaml"), "nodes:\n- target: iqn.x:a\n");
        Run run = run("node", "-o", "new", "-T", "iqn.x:b", "-p", "h");
        assertThat(run.status()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err()).contains("nodes.yaml:2: a node needs 'portal'");
        assertThat(folder.resolve("nodes.yaml")).hasContent("nodes:\n- target: iqn.x:a\n");
    }
}
