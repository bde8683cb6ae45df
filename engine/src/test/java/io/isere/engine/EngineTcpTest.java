package io.isere.engine;

import static io.isere.iscsi.text.NegotiationKey.DATA_DIGEST;
import static io.isere.iscsi.text.NegotiationKey.DATA_PDU_IN_ORDER;
import static io.isere.iscsi.text.NegotiationKey.DATA_SEQUENCE_IN_ORDER;
import static io.isere.iscsi.text.NegotiationKey.FIRST_BURST_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.HEADER_DIGEST;
import static io.isere.iscsi.text.NegotiationKey.IMMEDIATE_DATA;
import static io.isere.iscsi.text.NegotiationKey.INITIAL_R2T;
import static io.isere.iscsi.text.NegotiationKey.MAX_BURST_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.MAX_OUTSTANDING_R2T;
import static io.isere.iscsi.text.NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.Digest;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.rdma.net.StreamSockets;
import io.isere.scsi.backstore.file.FileBackstore;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.tcp.TcpOptions;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain TCP with everything that can be negotiated about its data, both roles, held against a model of the disk. */
class EngineTcpTest extends EngineTestBase {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final InitiatorSettings PATIENT =
            InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1).withTimeouts(HOUR_NS, HOUR_NS, HOUR_NS);

    @TempDir
    Path folder;

    private static EngineRig rig(LocalValues target, LocalValues initiator) {
        return rig(target, initiator, sockets -> sockets);
    }

    private static EngineRig rig(LocalValues target, LocalValues initiator, UnaryOperator<StreamSockets> sockets) {
        TcpOptions options = TcpOptions.plain();
        return new EngineRig(
                TargetSettings.defaults().withQueueDepth(32),
                options.withKeys(target),
                options.withKeys(initiator),
                sockets);
    }

    private static LocalValues digests(boolean ofHeaders, boolean ofData) {
        return LocalValues.none()
                .with(HEADER_DIGEST, ofHeaders ? "CRC32C" : "None")
                .with(DATA_DIGEST, ofData ? "CRC32C" : "None");
    }

    private static OperationalParameters run(EngineRig rig, int commands) {
        long seed = System.nanoTime();
        InitiatorSession session = rig.login(PATIENT);
        BlockDevice disk = rig.open(session, 0);
        VerifiedLoad load = new VerifiedLoad(rig, disk, seed);
        load.run(commands);
        assertThat(load.problems()).as("seed " + seed).isEmpty();
        OperationalParameters parameters = session.parameters();
        rig.await(session.logout());
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
        assertThat(rig.uncaught()).isEmpty();
        assertThat(rig.context(0).buffers().inUse()).isZero();
        assertThat(rig.context(1).buffers().inUse()).isZero();
        assertThat(rig.context(0).memory().connectionRegionsInUse()).isZero();
        assertThat(rig.context(1).memory().connectionRegionsInUse()).isZero();
        return parameters;
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldKeepDataWithDigests(boolean ofHeaders, boolean ofData) {
        EngineRig rig = rig(LocalValues.none(), digests(ofHeaders, ofData));
        rig.addLun(0, new RamBackstore(VerifiedLoad.DISK_BYTES));
        OperationalParameters parameters = run(rig, 500);
        assertThat(parameters.headerDigest()).isEqualTo(ofHeaders ? Digest.CRC32C : Digest.NONE);
        assertThat(parameters.dataDigest()).isEqualTo(ofData ? Digest.CRC32C : Digest.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, 1, true",
        "true, false, 1, true",
        "false, true, 4, true",
        "false, false, 8, true",
        "true, false, 8, false",
        "false, true, 2, false"
    })
    void shouldKeepDataHoweverItIsAskedFor(boolean immediate, boolean initialR2t, int r2ts, boolean inOrder) {
        LocalValues keys = digests(true, true)
                .with(IMMEDIATE_DATA, immediate)
                .with(INITIAL_R2T, initialR2t)
                .with(MAX_OUTSTANDING_R2T, r2ts)
                .with(MAX_BURST_LENGTH, 20_000)
                .with(FIRST_BURST_LENGTH, 10_000)
                .with(DATA_PDU_IN_ORDER, inOrder)
                .with(DATA_SEQUENCE_IN_ORDER, inOrder);
        EngineRig rig = rig(keys, keys);
        rig.addLun(0, new RamBackstore(VerifiedLoad.DISK_BYTES));
        OperationalParameters parameters = run(rig, 300);
        assertThat(parameters.maxOutstandingR2t()).isEqualTo(r2ts);
        assertThat(parameters.dataPduInOrder()).isEqualTo(inOrder);
    }

    @ParameterizedTest
    @CsvSource({"512, 512", "513, 1021", "4096, 65536", "65536, 512", "1048576, 1048576"})
    void shouldKeepDataInSegmentsOfAnyLength(int targetTakes, int initiatorTakes) {
        LocalValues keys = LocalValues.none().with(IMMEDIATE_DATA, true).with(INITIAL_R2T, false);
        EngineRig rig = rig(
                keys.with(MAX_RECV_DATA_SEGMENT_LENGTH, targetTakes),
                keys.with(MAX_RECV_DATA_SEGMENT_LENGTH, initiatorTakes).with(DATA_DIGEST, "CRC32C,None"));
        rig.addLun(0, new RamBackstore(VerifiedLoad.DISK_BYTES));
        run(rig, 200);
    }

    @Test
    void shouldKeepDataInAFileWhoseCommandsWaitForBuffers() throws Exception {
        Path file = folder.resolve("disk");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(VerifiedLoad.DISK_BYTES);
        }
        LocalValues keys = LocalValues.none().with(IMMEDIATE_DATA, true).with(INITIAL_R2T, false);
        EngineRig rig = rig(keys, keys);
        rig.addLun(0, FileBackstore.open(file));
        run(rig, 500);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 60, 5000})
    void shouldKeepDataHoweverTheStreamIsCut(int maxBytes) {
        LocalValues keys = digests(true, true)
                .with(IMMEDIATE_DATA, true)
                .with(INITIAL_R2T, false)
                .with(FIRST_BURST_LENGTH, 1024)
                .with(MAX_BURST_LENGTH, 3000)
                .with(MAX_RECV_DATA_SEGMENT_LENGTH, 600);
        long seed = System.nanoTime();
        EngineRig rig = rig(keys, keys, sockets -> new TrickleSockets(sockets, maxBytes, seed));
        rig.addLun(0, new RamBackstore(VerifiedLoad.DISK_BYTES));
        InitiatorSession session = rig.login(PATIENT);
        BlockDevice disk = rig.open(session, 0);
        int blocks = maxBytes < 100 ? 12 : 500;
        ByteBuffer out = rig.registered(blocks * 512);
        ByteBuffer in = rig.registered(blocks * 512);
        for (int i = 0; i < blocks * 512; i++) {
            out.put(i, (byte) (i * 31 + (i >> 8)));
        }
        rig.await(disk.write(3, blocks, out));
        rig.await(disk.read(3, blocks, in));
        assertThat(in).as("seed " + seed).isEqualTo(out);
        rig.await(session.logout());
        rig.until("the target has closed", () -> rig.closedConnections() == 1);
        assertThat(rig.uncaught()).isEmpty();
    }
}
