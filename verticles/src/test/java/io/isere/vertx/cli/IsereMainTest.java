package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.vertx.IsereTransport;
import io.isere.vertx.testing.Rig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says before it does anything: help that teaches, errors of one line, exit statuses. */
class IsereMainTest {
    @TempDir
    private Path folder;

    @Test
    void shouldExplainItself() {
        Run run = Run.of("--help");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("target", "discover", "copy", "bench", "Exit status", "4   the data read is not")
                .contains("isere target --lun ram:1g");
    }

    @ParameterizedTest
    @ValueSource(strings = {"target", "discover", "inquiry", "copy", "bench"})
    void shouldExplainEachCommandWithExamples(String command) {
        Run run = Run.of(command, "--help");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("Usage: isere " + command, "Example", "--provider", "--loop-mode");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| a command is missing",
                "serve | Unmatched argument",
                "target | give --lun SPEC or --config FILE",
                "target --lun disk.img | it is neither file: nor ram:",
                "target --lun ram:12q | '12q' is no size",
                "target --lun ram:1m,fat | there is no option fat",
                "target --lun ram:1m,bs=100 | the block size is 512 or 4096",
                "target --lun ram:1m --name Disk | 'Disk' is no iSCSI name",
                "target --lun ram:1m --portal :x | is no portal",
                "target --lun ram:1m --provider ib | ib",
                "target --lun ram:1m --provider inprocess | reaches this process only",
                "target --lun ram:1m --loop-mode fast | BUSY, ADAPTIVE, BLOCKING",
                "target --lun ram:1m --queue-depth 0 | queue depth 0",
                "target --lun ram:1m --max-sessions 0 | at least 1",
                "target --config x --isns host | with --config, --isns is said in the file",
                "target --config x --max-connections 3 | --max-connections is said in the file",
                "discover host --portal host | the portal is there twice",
                "discover host --isns host | not both",
                "discover -t isns -p host | an iSNS server is asked by --isns",
                "copy a b | one of SRC and DST must be iser://",
                "copy a iser://host/iqn.x | want iser://HOST:PORT/TARGET/LUN",
                "copy a iser://host/iqn.x/y | 'y' is no LUN",
                "copy a iser://host/iqn.x/0?size=1 | neither offset=SIZE nor length=SIZE",
                "copy a iser://host/iqn.x/0 --depth 0 | --depth",
                "inquiry iser://host/iqn.x/0 --transport tcp | --transport tcp goes with iscsi://",
                "inquiry iscsi://host/iqn.x/0 --data-digest crc32 | 'crc32' is no digest",
                "inquiry iscsi://host/iqn.x/0 --max-burst 100 | MaxBurstLength=100",
                "copy a iscsi://host/iqn.x/0 --transport udp | ISER, TCP, AUTO",
                "discover iscsi://host/iqn.x | want HOST[:PORT]",
                "bench | either a URL or --local",
                "bench --local ram:1m --iodepth 0 | iodepth is 1 to 4096, not 0",
                "bench --local ram:1m --rw erase | RANDREAD",
                "bench --local ram:1m --runtime 0 | runtime must be positive",
                "bench --local ram:1m --bs 1000 | multiple of the disk's blocks of 512 bytes",
            })
    void shouldNameWhatIsWrongWithTheCommandLine(String commandLine, String complaint) {
        Run run = Run.of(commandLine == null ? new String[0] : commandLine.split(" "));
        assertThat(run.err()).startsWith("isere").contains(complaint);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.status()).isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void shouldTellItsVersion() {
        assertThat(Run.of("--version").out()).startsWith("isere ");
    }

    @Test
    void shouldNameWhatCannotBeServed() {
        Run missing = Run.of("target", "--lun", "file:" + folder.resolve("none"));
        assertThat(missing.status()).isEqualTo(ExitCodes.FAILED);
        assertThat(missing.err()).contains("no such file", "size=1g");
        Run tooLarge = Run.of("target", "--lun", "ram:1000g");
        assertThat(tooLarge.status()).isEqualTo(ExitCodes.FAILED);
        assertThat(tooLarge.err()).contains("1000.0 GiB", "-XX:MaxDirectMemorySize=");
    }

    @Test
    void shouldNameWhatCannotBeReached() {
        Run run = Run.of("discover", "127.0.0.1:1");
        assertThat(run.status()).isEqualTo(ExitCodes.NOT_REACHED);
        assertThat(run.err()).contains("127.0.0.1:1", "refused");
        assertThat(run.err().strip().lines()).hasSize(1);
    }

    /** What asks for iSER gets iSER or nothing; what asks for either tells when it takes TCP. */
    @Test
    void shouldFallBackToTcpOnlyWhenAskedTo() {
        try (Rig tcpOnly = new Rig(1, "tcp", IsereTransport.TCP, new RamBackstore(1 << 20))) {
            String url = "://" + tcpOnly.portal() + "/" + Rig.TARGET + "/0";
            assertThat(Run.of("inquiry", "iser" + url).status()).isEqualTo(ExitCodes.NOT_REACHED);
            assertThat(Run.of("inquiry", "iscsi" + url, "--transport", "iser").status())
                    .isEqualTo(ExitCodes.NOT_REACHED);
            assertThat(Run.of("inquiry", "iser" + url, "--transport", "auto").out())
                    .contains("capacity 1048576");
            assertThat(Run.of("inquiry", "iscsi" + url).out()).contains("capacity 1048576");
            assertThat(Run.of("discover", "iscsi://" + tcpOnly.portal()).out())
                    .isEqualTo(Run.of("discover", tcpOnly.portal(), "--transport", "auto")
                            .out())
                    .contains(tcpOnly.portal() + ",1 " + Rig.TARGET);
        }
    }

    @Test
    void shouldShowTheStackWhenAskedTo() {
        assertThat(Run.of("discover", "127.0.0.1:1", "--debug").err()).contains("\tat io.isere.");
    }
}
