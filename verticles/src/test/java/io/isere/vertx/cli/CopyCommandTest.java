package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.vertx.testing.Rig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies between files and a disk over software iWARP. */
class CopyCommandTest {
    private static final int DISK_BYTES = 16 << 20;

    private final Rig rig = new Rig("iwarp", new RamBackstore(DISK_BYTES));
    private final String disk = "iser://" + rig.portal() + "/" + Rig.TARGET + "/0";

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        rig.close();
    }

    private Path file(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(folder.resolve(name), content);
    }

    @Test
    void shouldCopyThereAndBack() throws IOException {
        Path source = file("source", 5_000_003);
        Path back = folder.resolve("back");
        Run there = Run.of("copy", source.toString(), disk, "--verify");
        assertThat(there.err()).isEmpty();
        assertThat(there.status()).isZero();
        assertThat(there.out()).contains("wrote 4.8 MiB", "flushed", "read back", "digests match");
        Run again = Run.of("copy", disk + "?length=5000003", back.toString());
        assertThat(again.status()).isZero();
        assertThat(back).hasSameBinaryContentAs(source);
        assertThat(digest(again.out()))
                .isEqualTo(digest(there.out().lines().findFirst().orElseThrow()));
    }

    private static String digest(String line) {
        return line.replaceFirst("(?s).*sha256 ([0-9a-f]{64}).*", "$1");
    }

    @Test
    void shouldLeaveTheRestOfALastBlockAlone() throws IOException {
        Path before = file("before", DISK_BYTES);
        Path patch = file("patch", 700);
        Path after = folder.resolve("after");
        Run.of("copy", before.toString(), disk);
        assertThat(Run.of("copy", patch.toString(), disk + "?offset=1m").status())
                .isZero();
        assertThat(Run.of("copy", disk, after.toString()).status()).isZero();
        byte[] expected = Files.readAllBytes(before);
        System.arraycopy(Files.readAllBytes(patch), 0, expected, 1 << 20, 700);
        assertThat(Arrays.mismatch(Files.readAllBytes(after), expected)).isEqualTo(-1);
    }

    @Test
    void shouldCopyPartOfAFile() throws IOException {
        Path source = file("source", 10_000);
        Path back = folder.resolve("back");
        assertThat(Run.of("copy", source.toString(), disk, "--length", "1000").out())
                .contains("wrote 1000 B");
        assertThat(Run.of("copy", disk, back.toString(), "--length", "2000").status())
                .isZero();
        byte[] expected = Arrays.copyOf(Arrays.copyOf(Files.readAllBytes(source), 1000), 2000);
        assertThat(Files.readAllBytes(back)).isEqualTo(expected);
    }

    @Test
    void shouldShowProgressWhenAskedTo() throws IOException {
        Run run = Run.of("copy", disk, folder.resolve("back").toString(), "--progress");
        assertThat(run.status()).isZero();
        assertThat(new Progress(new PrintWriter(Writer.nullWriter()), false, 100).line(1))
                .isEqualTo("  0 %  0 B of 100 B  0 B/s  0 s left");
    }

    @Test
    void shouldRefuseWhatDoesNotFit() throws IOException {
        Run large = Run.of("copy", file("large", DISK_BYTES + 1).toString(), disk);
        assertThat(large.status()).isEqualTo(ExitCodes.FAILED);
        assertThat(large.err()).contains("does not fit into the 16.0 MiB");
        Run offset = Run.of("copy", file("small", 10).toString(), disk + "?offset=100");
        assertThat(offset.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(offset.err()).contains("no multiple of the disk's blocks");
        Run length = Run.of("copy", disk + "?length=17m", folder.resolve("x").toString());
        assertThat(length.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(length.err()).contains("is too much");
    }

    @Test
    void shouldSayWhatIsNotThere() throws IOException {
        Path source = file("source", 10);
        Run noFile = Run.of("copy", folder.resolve("none").toString(), disk);
        assertThat(noFile.status()).isEqualTo(ExitCodes.FAILED);
        assertThat(noFile.err()).contains("there is no file");
        Run noLun = Run.of("copy", source.toString(), disk.replaceFirst("0$", "9"));
        assertThat(noLun.status()).isEqualTo(ExitCodes.NOT_REACHED);
        assertThat(noLun.err()).contains("LUN 9", "LOGICAL UNIT NOT SUPPORTED");
        Run noTarget = Run.of("copy", source.toString(), disk.replace(":test", ":other"));
        assertThat(noTarget.status()).isEqualTo(ExitCodes.NOT_REACHED);
        assertThat(noTarget.err()).contains("does not exist");
    }
}
