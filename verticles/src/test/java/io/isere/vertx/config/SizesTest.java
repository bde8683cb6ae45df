package io.isere.vertx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.device.Protection;
import io.isere.scsi.device.ProtectionType;
import io.isere.vertx.LunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and disks as people write them. */
class SizesTest {
    @ParameterizedTest
    @CsvSource({"0,0", "512,512", "512b,512", "4k,4096", "4K,4096", "1mib,1048576", "2GB,2147483648", "1t,1099511627776"
    })
    void shouldReadSizes(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1.5g", "4q", "4kk", "4kx", "99999999999999999999"})
    void shouldRefuseWhatIsNoSize(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse(text)).withMessageContaining("is no size");
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "1610612736,1.5 GiB"})
    void shouldWriteSizes(long bytes, String text) {
        assertThat(Sizes.format(bytes)).isEqualTo(text);
    }

    @Test
    void shouldReadDisks() throws IOException {
        LunSpec file = LunSpec.parse("file:/a,b/c,size=1g,bs=4096,ro,sanitize-rate=1m");
        assertThat(file.path()).isEqualTo("/a,b/c");
        assertThat(file.sizeBytes()).isEqualTo(1 << 30);
        assertThat(file.options())
                .usingRecursiveComparison()
                .isEqualTo(
                        new LunOptions().setBlockBytes(4096).setReadOnly(true).setSanitizeBytesPerSecond(1 << 20));
        LunSpec ram = LunSpec.parse("ram:4k");
        assertThat(ram.isRam()).isTrue();
        assertThat(ram.sizeBytes()).isEqualTo(4096);
        assertThat(ram.options()).usingRecursiveComparison().isEqualTo(new LunOptions());
        assertThat(LunSpec.parse("ram:1g,thin,removable,ro,reservations=a.pr").options())
                .usingRecursiveComparison()
                .isEqualTo(new LunOptions().setRemovable(true).setReadOnly(true).setReservationFile(Path.of("a.pr")));
        assertThat(LunSpec.parse("ram:1g,physical=4k,max-transfer=8m").options())
                .usingRecursiveComparison()
                .isEqualTo(new LunOptions().setPhysicalBlockBytes(4096).setMaxTransferBytes(8 << 20));
        assertThat(LunSpec.parse("none:1m,bs=4096").open().capacityBytes()).isEqualTo(1 << 20);
    }

    @Test
    void shouldPutProtectionInformationBesideAFile(@TempDir Path directory) throws Exception {
        LunSpec spec = LunSpec.parse("file:" + directory.resolve("disk.img") + ",size=1m,bs=4096,pi=3");
        Backstore blocks = spec.open();
        Protection protection = Objects.requireNonNull(spec.options().protection());
        assertThat(protection.type()).isEqualTo(ProtectionType.TYPE_3);
        assertThat(protection.tuples().capacityBytes()).isEqualTo(256 * 8);
        assertThat(directory.resolve("disk.img.pi")).exists();
        blocks.close()
                .eventually(() -> protection.tuples().close())
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    @Test
    void shouldKeepTheKeyBesideAFileAndServeNoneWithoutIt(@TempDir Path directory) throws Exception {
        Path disk = directory.resolve("disk.img");
        Path key = directory.resolve("disk.img.key");
        LunSpec spec = LunSpec.parse("file:" + disk + ",size=1m,encrypted");
        Backstore blocks = spec.open();
        assertThat(blocks.encrypts()).isTrue();
        assertThat(key).exists();
        blocks.close().toCompletionStage().toCompletableFuture().get();
        Files.delete(key);
        Files.write(disk, new byte[] {1});
        assertThatThrownBy(spec::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot serve file:" + disk)
                .hasMessageContaining("there is no key " + key);
        assertThat(key).doesNotExist();
        Backstore ram = LunSpec.parse("ram:1m,encrypted").open();
        assertThat(ram.encrypts()).isTrue();
        ram.close().toCompletionStage().toCompletableFuture().get();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ram:1g,fat | there is no option fat",
                "ram:1g,size=2g | size= is for files",
                "ram:1k,bs=4096 | holds no block",
                "ram:1m,physical=1000 | physical= is a power of two",
                "ram:1m,bs=4096,physical=512 | physical= is a power of two",
                "ram:1m,max-transfer=1g | max-transfer= is at least a block and at most 16m",
                "ram:1g,bs=1024 | block size is 512 or 4096",
                "file:,ro | names no file",
                "file:a,thin | only ram is thin",
                "ram:1g,reservations= | names no file",
                "ram:1g,pi=2 | protection type pi= is 1 or 3",
                "none:1m,encrypted | keeps nothing",
                "ram:1m,pi=1,encrypted | does not go with pi=",
                "ram:1m,encrypted=no | there is no option encrypted=no",
                "disk:1g | neither file: nor ram: nor none:"
            })
    void shouldNameWhatIsWrongWithADisk(String spec, String fault) {
        assertThatThrownBy(() -> LunSpec.parse(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault)
                .hasMessageContaining("want file:PATH, ram:SIZE or none:SIZE");
    }
}
