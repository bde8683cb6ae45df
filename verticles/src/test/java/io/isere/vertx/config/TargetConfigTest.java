package io.isere.vertx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.isere.iscsi.access.AccessRule;
import io.isere.iscsi.access.AddressRange;
import io.isere.iscsi.access.Redirection;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.iscsi.target.TargetLimits;
import io.isere.scsi.lun.LunView;
import io.isere.vertx.IserePortal;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A target's file: what it says, and every kind of error with its line and what is expected. */
class TargetConfigTest {
    private static final String PORTAL = "portals: [{listen: 127.0.0.1:3260}]\n";

    @TempDir
    private Path folder;

    private TargetConfig read(String text) {
        Path file = folder.resolve("target.yaml");
        return ConfigFile.parse(
                Path.of("target.yaml"),
                text.getBytes(StandardCharsets.UTF_8),
                section -> TargetConfigReader.read(section, file));
    }

    private List<String> problemsOf(String text) {
        return catchThrowableOfType(ConfigException.class, () -> read(text)).problems();
    }

    @Test
    void shouldReadTheSample() throws IOException {
        TargetConfig sample = TargetConfig.read(Path.of("../samples/target.yaml"));
        assertThat(sample.targets().keySet())
                .containsExactly(
                        "iqn.2026-11.io.isere:disk1", "iqn.2026-11.io.isere:disk2", "iqn.2026-11.io.isere:disk3");
        assertThat(sample.portals())
                .containsExactly(
                        new IserePortal("127.0.0.1:3260", 1),
                        new IserePortal("[::1]:3260", 1),
                        new IserePortal("127.0.0.1:3261", 2));
        assertThat(sample.targets().get("iqn.2026-11.io.isere:disk2").groups()).isEqualTo(Set.of(2));
        assertThat(sample.targets().get("iqn.2026-11.io.isere:disk1").luns())
                .containsEntry(1, LunSpec.parse("ram:16m,bs=4096"));
        assertThat(sample.ramBytes()).isEqualTo(81L << 20);
    }

    /** What is commented out in the sample is as good as the rest of it. */
    @Test
    void shouldReadTheSampleWithAuthentication() throws IOException {
        for (String name : List.of("host1", "host2", "storage")) {
            SecretFile.create(folder.resolve(name + ".secret"));
        }
        String sample = Files.readString(Path.of("../samples/target.yaml"));
        TargetConfig config = read(sample.replaceAll("(?m)^( *)#((?:  )?[a-z-]+:)", "$1$2"));
        assertThat(names(config.discovery())).containsExactly("host1");
        TargetAccess disk1 = config.targets().get("iqn.2026-11.io.isere:disk1").access();
        assertThat(names(disk1.authentication())).containsExactly("host1");
        assertThat(disk1.authentication().own())
                .isEqualTo(new ChapCredentials("storage", SecretFile.read(folder.resolve("storage.secret"), false)));
        TargetAccess disk2 = config.targets().get("iqn.2026-11.io.isere:disk2").access();
        assertThat(disk2.rules())
                .first()
                .isEqualTo(AccessRule.allow("iqn.2026-11.io.isere:backup")
                        .from(List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1")))
                        .seeing(LunView.mapped(Map.of(0, 1))));
        assertThat(names(disk2.rules().get(1).authentication())).containsExactly("host2");
        assertThat(config.targets().get("iqn.2026-11.io.isere:disk3").access().redirection())
                .isEqualTo(Redirection.to("127.0.0.1:3262", false));
    }

    private static List<String> names(TargetAuthentication authentication) {
        return authentication.initiators().stream().map(ChapCredentials::name).toList();
    }

    /** {@code good} and {@code other} are secrets, {@code weak} is a short one, {@code open} one that all can read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "access: {initiator: iqn.x:a} | 3: 'access' must be a list",
                "access: [] | 3: 'access' has no rule: want '- initiator: NAME' lines; without 'access' everybody may",
                "access: [{from: '::1'}] | 3: a rule of 'access' needs 'initiator'",
                "access: [{initiator: host}] | 3: 'initiator': 'host' matches no iSCSI name: want a name as",
                "access: [{initiator: '*', from: 10.0.0.1/8}] | 3: 'from': '10.0.0.1/8' is no range of addresses as",
                "access: [{initiator: '*', lun: x}] | 3: 'lun': 'x' is no LUN: want a number, or SEEN:OWN",
                "access: [{initiator: '*', lun: [0, 0]}] | 3: 'lun': LUN 0 is there twice",
                "access: [{initiator: '*', lun: [0, '1:0']}] | 3: 'lun': LUN map {0=0, 1=0}: a logical unit cannot",
                "access: [{initiator: '*', lun: '0:7'}] | 3: 'lun': the target has no LUN 7: want some of [0]",
                "access: [{initiator: '*', luns: 0}] | 3: 'luns' is not known in a rule of 'access'; did you mean 'lun'",
                "access: [{initiator: '*', chap-user: u}] | 3: 'chap-user' and 'chap-secret-file' belong together: want",
                "chap: {user: u} | 3: 'user' and 'secret-file' belong together: want both",
                "chap: u | 3: 'chap' must be followed by indented 'name: value' lines",
                "chap: {user: u, secret-file: gone} | 3: 'secret-file': there is no secret file FOLDER/gone: make one",
                "chap: {user: u, secret-file: weak} | 3: 'secret-file': secret file FOLDER/weak: a CHAP secret of 40",
                "chap: {user: u, secret-file: open} | 3: 'secret-file': secret file FOLDER/open is open to others than",
                "chap: {user: '', secret-file: good} | 3: 'user': a CHAP name of 0 bytes: want 1 to 255",
                "chap: {user: u, secret-file: good, algorithms: [MD4]} | 3: 'algorithms': 'MD4' is no CHAP algorithm",
                "chap: {user: u, secret-file: good, allow-weak: maybe} | 3: 'allow-weak': 'maybe': want yes or no",
                "chap: {user: u, secret-file: good, mutual-user: t, mutual-secret-file: good} | 3: CHAP name t of",
                "chap: {mutual-user: t, mutual-secret-file: good} | 3: nobody would have to authenticate: want 'user'",
                "redirect: 'h:1,2' | 3: 'redirect': cannot redirect to 'h:1,2': want host:port",
                "redirect-for-good: yes | 3: 'redirect-for-good' needs 'redirect': HOST:PORT",
            })
    void shouldNameTheLineOfWrongAccess(String thirdLine, String problem) throws IOException {
        for (String name : List.of("good", "other", "open")) {
            SecretFile.create(folder.resolve(name));
        }
        Files.setPosixFilePermissions(folder.resolve("open"), PosixFilePermissions.fromString("rw-r-----"));
        Path weak = Files.createFile(
                folder.resolve("weak"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(weak, "short\n");
        String text = PORTAL + "targets: [{name: iqn.x:a, luns: {0: 'ram:1m'},\n  " + thirdLine + "}]\n";
        assertThat(problemsOf(text))
                .first()
                .asString()
                .startsWith("target.yaml:" + problem.replace("FOLDER", folder.toString()));
    }

    @Test
    void shouldWantAuthenticationForDiscoveryWhereItIsAskedFor() {
        assertThat(problemsOf("discovery-chap: {allow-weak: no}\n" + PORTAL))
                .containsExactly("target.yaml:1: 'discovery-chap' needs 'user' and 'secret-file'");
    }

    @Test
    void shouldLimitSessions() {
        IsereTargetOptions options = read(PORTAL
                        + "options: {max-sessions: 3, max-sessions-per-initiator: 2, max-connections: 9}")
                .applyTo(new IsereTargetOptions());
        assertThat(options.settings().limits()).isEqualTo(new TargetLimits(3, 2, 9));
        assertThat(problemsOf(PORTAL + "options: {max-sessions: 0}"))
                .containsExactly("target.yaml:2: 'max-sessions': '0': want a whole number from 1 to 65535");
    }

    @Test
    void shouldPutOptionsIntoThoseOfTheNode() {
        IsereTargetOptions options = read(PORTAL + "options: {transport: tcp, queue-depth: 7, ping-interval: 0.5,"
                        + " immediate-data: on, login-timeout: 3}")
                .applyTo(new IsereTargetOptions());
        assertThat(options.transport()).isEqualTo(IsereTransport.TCP);
        assertThat(options.settings().queueDepth()).isEqualTo(7);
        assertThat(options.settings().immediateData()).isTrue();
        assertThat(options.settings().initialR2t()).isTrue();
        assertThat(options.settings().pingIntervalNs()).isEqualTo(500_000_000);
        assertThat(options.settings().loginTimeoutNs()).isEqualTo(3_000_000_000L);
    }

    @Test
    void shouldTakePathsFromTheFilesFolder() {
        TargetConfig config = read(PORTAL + "targets: [{name: iqn.x:a, luns: {3: 'file:d/../disk,size=1m'}}]");
        assertThat(config.targets().get("iqn.x:a").luns().get(3).path())
                .isEqualTo(folder.resolve("disk").toString());
        TargetConfig reserved = read(PORTAL + "targets: [{name: iqn.x:a, luns: {3: 'ram:1m,reservations=d/../pr'}}]");
        assertThat(reserved.targets().get("iqn.x:a").luns().get(3).options().reservationFile())
                .isEqualTo(folder.resolve("pr"));
        assertThat(problemsOf(PORTAL + "targets: [{name: iqn.x:a, luns: {3: 'ram:1m,reservations=no/pr'}}]"))
                .containsExactly("target.yaml:2: LUN 3: there is no folder " + folder.resolve("no"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "options: {queue-dept: 3} | 2: 'queue-dept' is not known in 'options'; did you mean 'queue-depth'?",
                "options: {queue-depth: 0} | 2: 'queue-depth': '0': want a whole number from 1 to 2048",
                "options: {queue-depth: many} | 2: 'queue-depth': 'many': want a whole number from 1 to 2048",
                "options: {transport: rdma} | 2: 'transport': 'rdma': want one of iser, tcp, auto",
                "options: {immediate-data: maybe} | 2: 'immediate-data': 'maybe': want yes or no",
                "options: {ping-timeout: 0} | 2: 'ping-timeout': want more than 0 seconds",
                "options: {header-digest: md5} | 2: 'header-digest': 'md5': want crc32c, none or crc32c,none",
                "options: [] | 2: 'options' must be followed by indented 'name: value' lines",
                "logout-time: [1] | 2: 'logout-time' must be one value",
                "targets: iqn.x:a | 2: 'targets' must be a list: '- name: value' lines",
                "targets: [iqn.x:a] | 2: want 'name: value' lines for a target",
                "targets: [{alias: x}] | 2: a target needs 'name'",
                "targets: [{name: Bad}] | 2: 'name': 'Bad' is no iSCSI name of a target: want lower-case letters",
                "targets: [{name: iqn.x:a}, {name: iqn.x:a}] | 2: target iqn.x:a is there already, in line 2",
                "targets: [{name: iqn.x:a, groups: 9}] | 2: no portal is in group 9: want some of [1]",
                "targets: [{name: iqn.x:a, luns: {x: 'ram:1m'}}] | 2: x: a LUN is a number from 0 to 16383",
                "targets: [{name: iqn.x:a, luns: {0: 'rom:1m'}}] | 2: cannot read LUN rom:1m: it is neither file: nor"
                        + " ram:",
                "targets: [{name: iqn.x:a, luns: {0: 'ram:1m', 0: 'ram:1m'}}] | 2: '0' is there twice, first in line 2",
                "targets: [{name: iqn.x:a, luns: {0: 'file:gone'}}] | 2: LUN 0: there is no file",
                "targets: [{name: iqn.x:a, luns: {0: 'file:no/disk,size=1m'}}] | 2: LUN 0: there is no folder",
                "targets: [{name: iqn.x:a, luns: {0: 'file:d,size=1m', 1: 'file:./d,size=1m'}}] | 2: LUN 1: line 2"
                        + " serves",
                "isns: ':x' | 2: 'isns': ':x' is no portal",
                "potals: [] | 2: 'potals' is not known in the file; did you mean 'portals'?",
                "zzzzzzzzzzzz: 1 | 2: 'zzzzzzzzzzzz' is not known in the file; known here: discovery-chap, isns, logout-time",
                "a: b: c | 2: is no YAML: mapping values are not allowed here",
                "{a: b | 3: is no YAML: ",
            })
    void shouldNameTheLineAndWhatIsExpected(String secondLine, String problem) {
        assertThat(problemsOf(PORTAL + secondLine + "\n"))
                .singleElement()
                .asString()
                .startsWith("target.yaml:" + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | target.yaml:1: want 'name: value' lines at the top",
                "portals: [] | target.yaml:1: there is no portal: want 'portals:'",
                "portals: [{listen: 'a:b'}] | target.yaml:1: 'listen': 'a:b' is no portal: want host:port",
                "portals: [{listen: h, group: 0}] | target.yaml:1: 'group': '0': want a whole number from 1 to 65535",
                "portals: [{listen: h}, {listen: 'h:3260'}] | target.yaml:1: portal h:3260 is there already, in line 1",
            })
    void shouldWantPortals(String text, String problem) {
        assertThat(problemsOf(text)).anyMatch(found -> found.startsWith(problem));
    }

    @Test
    void shouldFindEverythingInOneGoInTheOrderOfLines() {
        assertThat(problemsOf("""
            portals:
              - listen: 127.0.0.1
                gruop: 2
            targets:
              - name: iqn.x:a
                luns:
                  0: ram:1q
                  1: ram:1m
                  2: ram:2x
            nonsense: 1
            """))
                .hasSize(4)
                .satisfies(found -> assertThat(found.get(0)).startsWith("target.yaml:3:"))
                .satisfies(found -> assertThat(found.get(1)).startsWith("target.yaml:7:"))
                .satisfies(found -> assertThat(found.get(2)).startsWith("target.yaml:9:"))
                .satisfies(found -> assertThat(found.get(3)).startsWith("target.yaml:10:"));
    }

    @Test
    void shouldRefuseWhatIsNoText() {
        byte[] bytes = {'a', ':', (byte) 0xff, '\n'};
        assertThatThrownBy(() -> ConfigFile.parse(Path.of("target.yaml"), bytes, Section::line))
                .hasMessage("target.yaml: is not UTF-8 text");
        assertThatThrownBy(() -> TargetConfig.read(folder.resolve("gone")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("there is no such file");
    }

    @Property(tries = 500)
    void shouldReadOrNameALineWhateverTheBytes(@ForAll byte[] bytes) {
        try {
            ConfigFile.parse(Path.of("f"), bytes, section -> TargetConfigReader.read(section, Path.of("/f")));
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty().allMatch(problem -> problem.startsWith("f:"));
        }
    }

    @Test
    void shouldSayTheSameWhateverTheOrderOfWords() throws IOException {
        Files.writeString(folder.resolve("disk"), "");
        TargetConfig one = read(PORTAL + "targets: [{name: iqn.x:a, luns: {0: 'ram:1m', 1: 'ram:2m'}}]");
        TargetConfig other = read("targets: [{luns: {1: 'ram:2m', 0: 'ram:1m'}, name: iqn.x:a}]\n" + PORTAL);
        assertThat(other).isEqualTo(one);
        assertThat(ConfigChange.between(one, other).lines()).isEmpty();
    }
}
