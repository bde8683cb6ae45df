package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.task.ScsiTask;
import io.isere.tcp.TcpOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stream with wrong bytes in it, in either direction: every command ends once, nothing is written beside its memory, all
 * memory comes back, and with digests no wrong data is ever reported as good.
 */
class EngineTcpFuzzTest extends EngineTestBase {
    private static final int STREAMS = 60;
    private static final int COMMANDS = 24;
    private static final int GUARD_BYTES = 64;
    private static final int MAX_BLOCKS = 40;
    private static final long TICK_NS = 2_000_000;

    private final List<TrickleSockets> sockets = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSurviveWrongBytes(boolean digests) {
        for (int i = 0; i < STREAMS; i++) {
            long seed = System.nanoTime();
            try {
                run(digests, seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            EngineRig.closeAll();
        }
    }

    private void run(boolean digests, long seed) {
        Random random = new Random(seed);
        String digest = digests ? "CRC32C" : "None";
        LocalValues keys = LocalValues.none()
                .with(NegotiationKey.HEADER_DIGEST, digest)
                .with(NegotiationKey.DATA_DIGEST, digest)
                .with(NegotiationKey.IMMEDIATE_DATA, random.nextBoolean())
                .with(NegotiationKey.INITIAL_R2T, random.nextBoolean())
                .with(NegotiationKey.FIRST_BURST_LENGTH, 2048)
                .with(NegotiationKey.MAX_BURST_LENGTH, 4096)
                .with(NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, 1024);
        TcpOptions options = TcpOptions.plain().withKeys(keys);
        sockets.clear();
        EngineRig rig = new EngineRig(TargetSettings.defaults(), options, options, real -> {
            TrickleSockets wrapped = new TrickleSockets(real, 3000, seed);
            sockets.add(wrapped);
            return wrapped;
        });
        rig.addLun(0, new RamBackstore(1 << 20));
        InitiatorSession session = rig.login(InitiatorSettings.of(EngineRig.INITIATOR_NAME, 1)
                .withTimeouts(15_000_000_000L, 1_000_000_000L, 3_000_000_000L));
        BlockDevice disk = rig.open(session, 0);
        sockets.get(random.nextInt(2)).corruptWithin(40_000, 1 + random.nextInt(4));
        List<Guarded> commands = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
            commands.add(new Guarded(rig, disk, random));
        }
        drive(rig, () -> commands.stream().allMatch(command -> command.completions > 0));
        rig.targetConnections().get(0).close();
        drive(rig, () -> rig.closedConnections() == 1 && !session.isOpen());
        for (Guarded command : commands) {
            assertThat(command.completions).isEqualTo(1);
            assertThat(command.isGuardIntact()).as("guard").isTrue();
            assertThat(digests && command.isWrong()).as("wrong data").isFalse();
        }
        assertThat(rig.uncaught()).isEmpty();
        assertThat(rig.context(0).buffers().inUse()).isZero();
        assertThat(rig.context(0).memory().connectionRegionsInUse()).isZero();
        assertThat(rig.context(1).memory().connectionRegionsInUse()).isZero();
    }

    /** Turns both loops with a clock that runs ahead, so that timeouts cost no time. */
    private static void drive(EngineRig rig, java.util.function.BooleanSupplier done) {
        for (int i = 0; i < 200_000; i++) {
            if (done.getAsBoolean()) {
                return;
            }
            for (int side = 0; side < 2; side++) {
                rig.loop(side).advanceNs(TICK_NS);
                rig.loop(side).step();
            }
        }
        throw new AssertionError("it never ends");
    }

    /** A command on a disk of zeroes: reads expect zeroes, writes write them. */
    private static final class Guarded {
        private final ByteBuffer memory;
        private final ScsiTask task = new ScsiTask();
        private final int bytes;
        private final boolean write;
        private int completions;

        Guarded(EngineRig rig, BlockDevice disk, Random random) {
            int blocks = 1 + random.nextInt(MAX_BLOCKS);
            bytes = blocks * 512;
            write = random.nextBoolean();
            memory = rig.registered(bytes + 2 * GUARD_BYTES);
            for (int i = 0; i < memory.capacity(); i++) {
                boolean data = i >= GUARD_BYTES && i < GUARD_BYTES + bytes;
                memory.put(i, (byte) (data && write ? 0 : 0x5a));
            }
            task.clientData().add(memory, GUARD_BYTES, bytes);
            int lba = random.nextInt(2048 - blocks);
            if (write) {
                disk.prepareWrite(task, lba, blocks, false);
            } else {
                disk.prepareRead(task, lba, blocks);
            }
            disk.submit(task, ended -> completions++);
        }

        boolean isGuardIntact() {
            for (int i = 0; i < GUARD_BYTES; i++) {
                if (memory.get(i) != 0x5a || memory.get(GUARD_BYTES + bytes + i) != 0x5a) {
                    return false;
                }
            }
            return true;
        }

        boolean isWrong() {
            for (int i = 0; i < bytes && task.isGood() && !write; i++) {
                if (memory.get(GUARD_BYTES + i) != 0) {
                    return true;
                }
            }
            return false;
        }
    }
}
