package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iser.IserOptions;
import io.isere.scsi.backstore.file.FileBackstore;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Random reads and writes of 512 B to 1 MiB, 32 at a time, held against a model of the disk. */
class EngineRandomIoTest extends EngineTestBase {
    private static final int DISK_BYTES = VerifiedLoad.DISK_BYTES;
    private static final int COMMANDS = 1500;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldKeepDataOnRam(EngineRig.Wire wire) {
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, new RamBackstore(DISK_BYTES));
        run(rig, patient());
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldKeepDataInAFile(EngineRig.Wire wire) throws Exception {
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, FileBackstore.open(diskFile()));
        run(rig, patient());
    }

    @ParameterizedTest
    @CsvSource({
        "INPROCESS, true, true, SOLICITED_DATA_ONLY",
        "INPROCESS, true, false, SOLICITED_DATA_ONLY",
        "INPROCESS, false, false, SOLICITED_DATA_ONLY",
        "INPROCESS, true, false, WHOLE_BUFFER",
        "IWARP, true, true, SOLICITED_DATA_ONLY",
        "IWARP, true, false, SOLICITED_DATA_ONLY",
        "IWARP, false, false, SOLICITED_DATA_ONLY",
        "IWARP, true, false, WHOLE_BUFFER"
    })
    void shouldKeepDataThatTravelsUnasked(
            EngineRig.Wire wire, boolean immediate, boolean initialR2t, IserOptions.BaseOffset baseOffset) {
        IserOptions options = IserOptions.defaults().withBaseOffset(baseOffset);
        EngineRig rig = new EngineRig(
                wire,
                TargetSettings.defaults().withQueueDepth(32).withUnsolicitedData(immediate, initialR2t),
                options,
                options);
        rig.addLun(0, new RamBackstore(DISK_BYTES));
        run(rig, InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1).withUnsolicitedData(immediate, initialR2t));
    }

    /** Linux advertises what is left after the unsolicited data and sends no key that says so. */
    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldTakeASilentInitiatorForLinux(EngineRig.Wire wire) {
        EngineRig rig = new EngineRig(
                wire,
                TargetSettings.defaults().withQueueDepth(32).withUnsolicitedData(true, false),
                IserOptions.defaults(),
                IserOptions.defaults());
        rig.silentAboutTaggedBuffers();
        rig.addLun(0, new RamBackstore(DISK_BYTES));
        run(rig, patient().withUnsolicitedData(true, false));
    }

    private Path diskFile() throws IOException {
        Path file = folder.resolve("disk");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(DISK_BYTES);
        }
        return file;
    }

    /** The stepped clock runs ahead of a real disk, so no timeout of commands here. */
    private static InitiatorSettings patient() {
        long hourNs = 3_600_000_000_000L;
        return InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1).withTimeouts(hourNs, hourNs, hourNs);
    }

    private static void run(EngineRig rig, InitiatorSettings settings) {
        long seed = System.nanoTime();
        InitiatorSession session = rig.login(settings);
        BlockDevice disk = rig.open(session, 0);
        VerifiedLoad load = new VerifiedLoad(rig, disk, seed);
        load.run(COMMANDS);
        assertThat(load.problems()).as("seed " + seed).isEmpty();
        rig.await(session.logout());
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
        assertThat(rig.uncaught()).isEmpty();
        assertThat(rig.context(0).buffers().inUse()).isZero();
        assertThat(rig.context(1).buffers().inUse()).isZero();
    }
}
