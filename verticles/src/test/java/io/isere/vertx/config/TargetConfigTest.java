package io.isere.vertx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.isere.vertx.IserePortal;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
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
                .containsExactly("iqn.2026-11.io.isere:disk1", "iqn.2026-11.io.isere:disk2");
        assertThat(sample.portals())
                .containsExactly(
                        new IserePortal("127.0.0.1:3260", 1),
                        new IserePortal("[::1]:3260", 1),
                        new IserePortal("127.0.0.1:3261", 2));
        assertThat(sample.targets().get("iqn.2026-11.io.isere:disk2").groups()).isEqualTo(Set.of(2));
        assertThat(sample.targets().get("iqn.2026-11.io.isere:disk1").luns())
                .containsEntry(1, LunSpec.parse("ram:16m,bs=4096"));
        assertThat(sample.ramBytes()).isEqualTo(80L << 20);
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
                "potals: [] | 2: 'potals' is not known in the file; did you mean 'portals'?",
                "zzzzzzzzzzzz: 1 | 2: 'zzzzzzzzzzzz' is not known in the file; known here: logout-time, options",
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
