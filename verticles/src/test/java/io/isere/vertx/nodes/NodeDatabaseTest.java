package io.isere.vertx.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTransport;
import io.isere.vertx.config.ConfigException;
import io.isere.vertx.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The database of nodes: what it keeps, who may edit it at once, what a crash and a damaged file do to it. */
class NodeDatabaseTest {
    private static final NodeRecord NODE = NodeRecord.of("iqn.2026-11.io.isere:a", "192.0.2.7:3260", 1);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("home").resolve("nodes.yaml");
    }

    private NodeDatabase database() {
        return new NodeDatabase(file());
    }

    @Test
    void shouldKeepWhatItIsGiven() throws IOException {
        assertThat(database().read()).isEqualTo(NodeRecords.NONE);
        NodeRecord changed = NODE.with("node.startup", "AUTOMATIC")
                .with("iface.transport_name", "tcp")
                .with("node.conn[0].iscsi.HeaderDigest", "crc32c, none")
                .with("node.session.auth.password_file", "/etc/isere/: # \"tricky\" 'name'")
                .with("node.session.iscsi.ImmediateData", "yes");
        DiscoveryRecord discovery = new DiscoveryRecord("[::1]:3260", Map.of("iface.transport_name", "tcp"));
        NodeRecords all = database().update(records -> records.with(changed).with(discovery));
        assertThat(database().read()).isEqualTo(all).isEqualTo(new NodeRecords(List.of(discovery), List.of(changed)));
        assertThat(changed.isAutomatic()).isTrue();
        assertThat(changed.with("node.startup", "").settings()).doesNotContainKey("node.startup");
        assertThat(database()
                        .update(records -> records.without(changed::isSameNode))
                        .nodes())
                .isEmpty();
        assertThat(database().update(records -> records.withoutDiscovery("[::1]:3260")))
                .isEqualTo(NodeRecords.NONE);
    }

    @Test
    void shouldKeepTheSettingsOfANodeThatIsFoundAgain() {
        NodeRecord known = NODE.with("node.startup", "automatic");
        NodeRecords records = NodeRecords.NONE.with(known).withFound(NodeRecord.of(NODE.target(), NODE.portal(), 3));
        assertThat(records.nodes()).containsExactly(new NodeRecord(NODE.target(), NODE.portal(), 3, known.settings()));
    }

    @Test
    void shouldPutSettingsIntoOptions() {
        IsereInitiatorOptions options = NODE.with("iface.transport_name", "tcp")
                .with("iface.initiatorname", "iqn.2026-11.io.isere:me")
                .with("node.session.cmds_max", "7")
                .with("node.conn[0].timeo.login_timeout", "3")
                .with("node.conn[0].timeo.noop_out_interval", "4")
                .with("node.conn[0].timeo.noop_out_timeout", "5")
                .with("node.session.iscsi.InitialR2T", "No")
                .with("node.session.timeo.replacement_timeout", "6")
                .applyTo(new IsereInitiatorOptions());
        assertThat(options.transport()).isEqualTo(IsereTransport.TCP);
        assertThat(options.name()).isEqualTo("iqn.2026-11.io.isere:me");
        assertThat(options.settings().queueDepth()).isEqualTo(7);
        assertThat(options.settings().loginTimeoutNs()).isEqualTo(3_000_000_000L);
        assertThat(options.settings().pingIntervalNs()).isEqualTo(4_000_000_000L);
        assertThat(options.settings().pingTimeoutNs()).isEqualTo(5_000_000_000L);
        assertThat(options.settings().initialR2t()).isFalse();
        assertThat(options.reopenPolicy().giveUpNs()).isEqualTo(6_000_000_000L);
    }

    @ParameterizedTest
    @EnumSource(NodeSetting.class)
    void shouldTakeItsOwnDefaults(NodeSetting setting) {
        NodeRecord node = NODE.with(setting.text(), setting.defaultValue());
        assertThat(node.get(setting)).isEqualTo(setting.defaultValue());
        node.applyTo(new IsereInitiatorOptions());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node.strtup | automatic | 'node.strtup' is no setting of a node; did you mean 'node.startup'?",
                "node.startup | sometimes | node.startup: 'sometimes': want manual or automatic",
                "node.session.cmds_max | 0 | node.session.cmds_max: '0': want a whole number from 1 to 4096",
                "node.conn[0].iscsi.DataDigest | md5 | 'md5': want CRC32C or None",
                "iface.initiatorname | Me | 'Me' is no iSCSI name of an initiator",
                "node.session.auth.password | secret | is not kept: put the secret into a file",
            })
    void shouldSayWhatASettingMayBe(String name, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NODE.with(name, value))
                .withMessageContaining(message);
    }

    @Test
    void shouldBeTheOwnersOnly() throws IOException {
        database().update(records -> records.with(NODE));
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(file().getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void shouldFollowALinkToItsFile() throws IOException {
        Path real = Files.createDirectory(folder.resolve("elsewhere")).resolve("real.yaml");
        new NodeDatabase(real).update(records -> records.with(NODE));
        Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), real);
        new NodeDatabase(link).update(records -> NodeRecords.NONE);
        assertThat(link).isSymbolicLink();
        assertThat(new NodeDatabase(real).read()).isEqualTo(NodeRecords.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodes: [{target: iqn.x:a}] | 3: a node needs 'portal'",
                "nodes: [{portal: h}] | 3: a node needs 'target'",
                "nodes: [{target: iqn.x:a, portal: h}, {target: iqn.x:a, portal: 'h:3260'}] | 3: iqn.x:a at h:3260 is"
                        + " there already, in line 3",
                "nodes: [{target: iqn.x:a, portal: h, settings: {node.startup: maybe}}] | 3: 'node.startup':",
                "nodes: [{target: iqn.x:a, portal: h, settings: {node.strtup: x}}] | 3: 'node.strtup' is not known",
                "version: 2 | 3: 'version': 2 is of a newer isere",
                "nodes: [{{{ | 4: is no YAML",
            })
    void shouldNameTheLineOfWhatIsDamagedAndLeaveIt(String thirdLine, String problem) throws IOException {
        Files.createDirectories(file().getParent());
        String text = "# by hand\n\n" + thirdLine + "\n";
        Files.writeString(file(), text);
        assertThatThrownBy(() -> database().read())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file() + ":" + problem);
        assertThatThrownBy(() -> database().update(records -> NodeRecords.NONE)).isInstanceOf(ConfigException.class);
        assertThat(file()).hasContent(text);
    }

    @ParameterizedTest
    @EnumSource(AtomicFile.Step.class)
    void shouldHoldTheOldOrTheNewWhereverACrashComes(AtomicFile.Step crash) throws IOException {
        NodeRecords before = database().update(records -> records.with(NODE));
        NodeDatabase crashing = new NodeDatabase(file(), step -> {
            if (step == crash) {
                throw new IllegalStateException("crash");
            }
        });
        NodeRecord other = NodeRecord.of("iqn.2026-11.io.isere:b", "h:1", 1);
        assertThatThrownBy(() -> crashing.update(records -> records.with(other)))
                .hasMessage("crash");
        boolean done = crash.compareTo(AtomicFile.Step.RENAMED) >= 0;
        assertThat(database().read()).isEqualTo(done ? before.with(other) : before);
        // Whatever it left behind is in nobody's way.
        assertThat(database().update(records -> records.with(other))).isEqualTo(before.with(other));
        assertThat(file().getParent().toFile().list()).containsExactlyInAnyOrder("nodes.yaml", ".nodes.yaml.lock");
    }

    @Test
    void shouldLoseNoEditOfThreadsThatEditAtOnce() throws Exception {
        long seed = Seeds.next("shouldLoseNoEditOfThreads");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<SortedSet<String>>> writers = IntStream.range(0, 4)
                    .mapToObj(writer -> threads.submit(
                            () -> RandomEdits.run(database(), "w" + writer, new SplittableRandom(seed + writer), 50)))
                    .toList();
            SortedSet<String> expected = all(writers);
            assertThat(portals()).containsExactlyElementsOf(expected);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldLoseNoEditOfProcessesThatEditAtOnce() throws Exception {
        long seed = Seeds.next("shouldLoseNoEditOfProcesses");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(RandomEdits.start(file(), "p" + i, seed + i, 60));
        }
        SortedSet<String> expected = RandomEdits.run(database(), "own", new SplittableRandom(seed - 1), 60);
        for (Process process : processes) {
            expected.addAll(RandomEdits.acknowledged(process));
            assertThat(process.waitFor()).isZero();
        }
        assertThat(portals()).containsExactlyElementsOf(expected);
    }

    @Test
    void shouldHoldWhatAKilledProcessWasToldIsDone() throws Exception {
        SplittableRandom random = new SplittableRandom(Seeds.next("shouldHoldWhatAKilledProcess"));
        for (int round = 0; round < 3; round++) {
            Process process = RandomEdits.start(file(), "k" + round, random.nextLong(), 1_000_000);
            SortedSet<String> known = RandomEdits.killAfter(process, 20 + random.nextInt(100));
            String prefix = "k" + round;
            SortedSet<String> held = new TreeSet<>(portals());
            held.removeIf(name -> !name.startsWith(prefix));
            // One edit may have been made and not been told any more.
            SortedSet<String> difference = new TreeSet<>(held);
            difference.removeAll(known);
            known.removeAll(held);
            assertThat(difference.size() + known.size()).isLessThanOrEqualTo(1);
        }
        database().update(records -> NodeRecords.NONE);
    }

    private SortedSet<String> portals() throws IOException {
        SortedSet<String> portals = new TreeSet<>();
        database().read().nodes().forEach(node -> portals.add(node.portal()));
        return portals;
    }

    private static SortedSet<String> all(List<Future<SortedSet<String>>> writers)
            throws ExecutionException, InterruptedException {
        SortedSet<String> all = new TreeSet<>();
        for (Future<SortedSet<String>> writer : writers) {
            all.addAll(writer.get());
        }
        return all;
    }

    @Test
    void shouldBeWhereTheEnvironmentSays() {
        Path home = Path.of("/home/me");
        assertThat(NodeDatabase.fileOf(Map.of(), home)).isEqualTo(Path.of("/home/me/.config/isere/nodes.yaml"));
        assertThat(NodeDatabase.fileOf(Map.of("XDG_CONFIG_HOME", "/x"), home))
                .isEqualTo(Path.of("/x/isere/nodes.yaml"));
        assertThat(NodeDatabase.fileOf(Map.of("XDG_CONFIG_HOME", "/x", "ISERE_HOME", "/y"), home))
                .isEqualTo(Path.of("/y/nodes.yaml"));
    }
}
