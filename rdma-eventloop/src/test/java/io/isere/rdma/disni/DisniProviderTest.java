package io.isere.rdma.disni;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.verbs.Availability;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why the provider cannot be used, in words that say what to do: each obstacle alone, on a made-up machine. */
class DisniProviderTest {
    @TempDir
    Path machine;

    private Path sysfs;
    private Path nodes;
    private @Nullable String libraryProblem;
    private long lockableBytes = Long.MAX_VALUE;

    @BeforeEach
    void aMachineThatHasAll() throws IOException {
        sysfs = Files.createDirectory(machine.resolve("infiniband"));
        Files.createDirectory(sysfs.resolve("mlx5_0"));
        nodes = Files.createDirectory(machine.resolve("nodes"));
        Files.createFile(nodes.resolve("rdma_cm"));
        Files.createFile(nodes.resolve("uverbs0"));
    }

    private Availability availability() {
        return new DisniProvider(
                        new HostDevices(sysfs, nodes), () -> new HostLimits(lockableBytes), () -> libraryProblem)
                .availability();
    }

    private void assertProblem(String... words) {
        Availability availability = availability();
        assertThat(availability.available()).isFalse();
        assertThat(availability.reason()).contains(words);
    }

    @Test
    void availableWithTheNamesOfTheDevices() {
        assertThat(availability()).isEqualTo(new Availability(true, "RDMA devices mlx5_0"));
    }

    @Test
    void noLibrary() {
        libraryProblem = DisniLibrary.describe("no disni in java.library.path: /usr/lib", "/usr/lib");
        assertProblem("libdisni.so was not found", "java.library.path, /usr/lib", "-Djava.library.path=");
    }

    @Test
    void aLibraryWithoutItsOwn() {
        libraryProblem = DisniLibrary.describe(
                "/opt/libdisni.so: librdmacm.so.1: cannot open shared object file: No such file", "/opt");
        assertProblem("librdmacm and libibverbs", "apt-get install librdmacm1 ibverbs-providers");
    }

    @Test
    void aLibraryThatCannotBeLoaded() {
        libraryProblem = DisniLibrary.describe("/opt/libdisni.so: invalid ELF header", "/opt");
        assertProblem("libdisni.so cannot be loaded", "invalid ELF header");
    }

    @Test
    void noDevice() throws IOException {
        Files.delete(sysfs.resolve("mlx5_0"));
        assertProblem("no RDMA device", sysfs.toString(), "rdma link add");
        Files.delete(sysfs);
        assertProblem("no RDMA device");
    }

    @Test
    void noConnectionManager() throws IOException {
        Files.delete(nodes.resolve("rdma_cm"));
        assertProblem("rdma_cm", "modprobe rdma_ucm");
    }

    @Test
    void noVerbs() throws IOException {
        Files.delete(nodes.resolve("uverbs0"));
        assertProblem("uverbs", "modprobe ib_uverbs");
    }

    @Test
    void noPermission() throws IOException {
        Path node = nodes.resolve("uverbs0");
        Files.setPosixFilePermissions(node, Set.<PosixFilePermission>of());
        if (Files.isReadable(node)) {
            // To root every file is readable, but not one that is only a name.
            Files.delete(node);
            Files.createSymbolicLink(node, machine.resolve("nowhere"));
        }
        assertProblem("no permission", node.toString(), "group rdma");
    }

    @Test
    void tooLittleMemoryMayBeLocked() {
        lockableBytes = 8 << 20;
        // Of one loop: 4 KiB x 1024 + 64 KiB x 512 + 1 MiB x 64.
        assertThat(DisniProvider.neededBytes()).isEqualTo(100L << 20);
        assertProblem("8388608 bytes", "104857600", "ulimit -l", "LimitMEMLOCK", "CAP_IPC_LOCK");
        lockableBytes = 100L << 20;
        assertThat(availability().available()).isTrue();
    }

    @Test
    void hasNoAddressWhereItCannotWork() throws IOException {
        libraryProblem = "no library";
        DisniProvider provider =
                new DisniProvider(new HostDevices(sysfs, nodes), () -> new HostLimits(0), () -> libraryProblem);
        assertThat(provider.hasAddress(InetAddress.getByName("192.0.2.1"))).isFalse();
    }
}
