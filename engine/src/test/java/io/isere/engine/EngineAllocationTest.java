package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.session.Resilience;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iser.IserOptions;
import io.isere.rdma.testing.AllocationAssert;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiTask;
import io.isere.tcp.TcpOptions;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both roles in one thread: 10,000 commands allocate nothing, whatever they are. */
class EngineAllocationTest extends EngineTestBase {
    private static final int COMMANDS = 10_000;
    private static final int MAX_ROUNDS = 20;
    private static final int DEPTH = 8;
    private static final int BLOCKS = 8;

    @ParameterizedTest
    @CsvSource({
        "INPROCESS, READ",
        "INPROCESS, WRITE",
        "INPROCESS, FAIL",
        "IWARP, READ",
        "IWARP, WRITE",
        "IWARP, FAIL",
        "TCP, READ",
        "TCP, WRITE",
        "TCP, FAIL"
    })
    void shouldAllocateNothing(EngineRig.Wire wire, Load.Kind kind) {
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, new RamBackstore(1 << 20));
        InitiatorSession session = rig.login();
        BlockDevice disk = rig.open(session, 0);
        // A stepped loop polls a listening socket by accept(), which allocates; a real one waits for readiness.
        rig.stopListening();
        Load load = new Load(rig, disk, kind);
        assertThat(fewestBytesOfARound(load)).isZero();
        assertThat(load.unexpected).isZero();
    }

    @ParameterizedTest
    @CsvSource({"READ, 0", "WRITE, 0", "READ, 1", "WRITE, 1", "FAIL, 1"})
    void shouldAllocateNothingWithDigestsAndImmediateData(Load.Kind kind, int errorRecoveryLevel) {
        LocalValues keys = LocalValues.none()
                .with(NegotiationKey.HEADER_DIGEST, "CRC32C")
                .with(NegotiationKey.DATA_DIGEST, "CRC32C")
                .with(NegotiationKey.IMMEDIATE_DATA, true);
        TcpOptions options = TcpOptions.plain().withKeys(keys);
        Resilience resilience = new Resilience(1, errorRecoveryLevel);
        EngineRig rig = new EngineRig(
                TargetSettings.defaults().withResilience(resilience), options, options, sockets -> sockets);
        rig.addLun(0, new RamBackstore(1 << 20));
        InitiatorSession session =
                rig.login(InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1).withResilience(resilience));
        assertThat(session.parameters().errorRecoveryLevel()).isEqualTo(errorRecoveryLevel);
        BlockDevice disk = rig.open(session, 0);
        rig.stopListening();
        Load load = new Load(rig, disk, kind);
        assertThat(fewestBytesOfARound(load)).isZero();
        assertThat(load.unexpected).isZero();
    }

    @ParameterizedTest
    @CsvSource({"INPROCESS, READ", "TCP, READ", "TCP, WRITE"})
    void shouldAllocateNothingOverSeveralConnections(EngineRig.Wire wire, Load.Kind kind) {
        Resilience resilience = new Resilience(3, 0);
        EngineRig rig = new EngineRig(
                wire,
                TargetSettings.defaults().withResilience(resilience),
                IserOptions.defaults(),
                IserOptions.defaults());
        rig.addLun(0, new RamBackstore(1 << 20));
        InitiatorSession session =
                rig.login(InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1).withResilience(resilience));
        rig.until("all connections", () -> session.connectionCount() == 3);
        BlockDevice disk = rig.open(session, 0);
        rig.stopListening();
        Load load = new Load(rig, disk, kind);
        assertThat(fewestBytesOfARound(load)).isZero();
        assertThat(load.unexpected).isZero();
    }

    /**
     * What a command allocates shows in every round; the compiler, which allocates when it changes its mind about a method,
     * shows in some.
     */
    private static long fewestBytesOfARound(Load load) {
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < MAX_ROUNDS && fewest > 0; round++) {
            long before = AllocationAssert.allocatedBytes();
            load.run();
            fewest = Math.min(fewest, AllocationAssert.allocatedBytes() - before);
        }
        return fewest;
    }

    /** Runs commands at a queue depth, each on its own reusable task. */
    static final class Load implements Runnable, ScsiCompletion {
        private final EngineRig rig;
        private final BlockDevice disk;
        private final Kind kind;
        private final ScsiTask[] tasks = new ScsiTask[DEPTH];
        private int left;
        private int active;
        int done;
        int unexpected;

        Load(EngineRig rig, BlockDevice disk, Kind kind) {
            this.rig = rig;
            this.disk = disk;
            this.kind = kind;
            for (int i = 0; i < DEPTH; i++) {
                ByteBuffer buffer = rig.registered(BLOCKS * 512);
                tasks[i] = new ScsiTask();
                tasks[i].clientData().add(buffer, 0, BLOCKS * 512);
                prepare(tasks[i], i);
            }
        }

        /** What the commands are. */
        enum Kind {
            READ,
            WRITE,
            /** READs beyond the end: CHECK CONDITION with sense data. */
            FAIL
        }

        private void prepare(ScsiTask task, int index) {
            long lba = kind == Kind.FAIL ? 1L << 30 : (long) index * BLOCKS;
            if (kind == Kind.WRITE) {
                disk.prepareWrite(task, lba, BLOCKS, false);
            } else {
                disk.prepareRead(task, lba, BLOCKS);
            }
        }

        @Override
        public void run() {
            left = COMMANDS;
            for (ScsiTask task : tasks) {
                submit(task);
            }
            while (left > 0 || active > 0) {
                rig.loop(0).step();
                rig.loop(1).step();
            }
        }

        private void submit(ScsiTask task) {
            left--;
            active++;
            disk.submit(task.resetResult(), this);
        }

        @Override
        public void onComplete(ScsiTask task) {
            active--;
            done++;
            if (task.isGood() == (kind == Kind.FAIL)) {
                unexpected++;
            }
            if (left > 0) {
                submit(task);
            }
        }
    }
}
