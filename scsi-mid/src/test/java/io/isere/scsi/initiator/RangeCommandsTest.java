package io.isere.scsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Cdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.testing.FakePort;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which commands a call becomes, by what the device has reported. */
class RangeCommandsTest {
    private final FakePort port = new FakePort();
    private final List<String> sent = new ArrayList<>();
    private final ByteBuffer block = ByteBuffer.allocateDirect(512);

    private RangeCommands commands(boolean longLba, BlockLimits limits) {
        LunClient client = new LunClient(port, Lun.encode(0), RetryPolicy.none());
        return new RangeCommands(new DeviceTasks(client), new BlockGeometry(512, 1L << 32, 1000, longLba), limits);
    }

    private void endAll(BlockCdb layout) {
        while (!port.inFlight.isEmpty()) {
            ByteBuffer cdb = port.inFlight.element().cdb();
            sent.add(Opcode.name(Cdb.opcode(cdb)) + " " + layout.lba(cdb) + " " + layout.blocks(cdb));
            port.end(ScsiStatus.GOOD);
        }
    }

    @Test
    void withoutLimitsWriteSameTakesWhatLinuxSends() {
        commands(true, BlockLimits.NOT_TOLD).writeSame(5, 0x80_0001, block, 0);
        endAll(BlockCdb.BLOCK_16);
        assertThat(sent).containsExactly("WRITE SAME(16) 5 8388607", "WRITE SAME(16) 8388612 2");
    }

    @Test
    void tenByteCommandsHoldWhatTheirFieldDoes() {
        commands(false, BlockLimits.NOT_TOLD).writeSame(0, 0x1_0000, block, 0);
        commands(false, BlockLimits.NOT_TOLD).flush(3, 0x1_0000);
        endAll(BlockCdb.BLOCK_10);
        assertThat(sent)
                .containsExactlyInAnyOrder(
                        "WRITE SAME(10) 0 65535",
                        "WRITE SAME(10) 65535 1",
                        "SYNCHRONIZE CACHE(10) 3 65535",
                        "SYNCHRONIZE CACHE(10) 65538 1");
    }

    @Test
    void anUnlimitedWriteSameFillsTheField() {
        BlockLimits unlimited = new BlockLimits(0, 0, -1, 0, 0, 0, 0, false, false, false);
        commands(true, unlimited).writeSame(0, 1L << 32, block, 0);
        endAll(BlockCdb.BLOCK_16);
        assertThat(sent).containsExactly("WRITE SAME(16) 0 4294967295", "WRITE SAME(16) 4294967295 1");
    }

    @Test
    void theFirstFailureIsTheLastCommand() {
        Future<Void> verify = commands(true, BlockLimits.NOT_TOLD).verify(0, 3000);
        port.end(ScsiStatus.GOOD);
        port.endWithSense(SenseKey.MEDIUM_ERROR, SenseCode.UNRECOVERED_READ_ERROR);
        assertThat(port.inFlight).isEmpty();
        assertThat(verify.failed()).isTrue();
        assertThat(port.submitted).isEqualTo(2);
    }

    @Test
    void aMiscompareWithoutInformationIsOneOfUnknownPlace() {
        Future<Comparison> compare = commands(true, BlockLimits.NOT_TOLD).compare(0, 1, block);
        port.endWithSense(SenseKey.MISCOMPARE, SenseCode.MISCOMPARE_DURING_VERIFY);
        assertThat(compare.result()).isEqualTo(new Comparison(false, Comparison.UNKNOWN));
    }

    @Test
    void aShortTransferIsAFailure() {
        Future<Void> write = commands(true, BlockLimits.NOT_TOLD).writeSame(0, 1, block, 0);
        port.endShort(100);
        assertThat(write.cause()).hasMessageContaining("100 of 512 bytes were not transferred");
    }

    @Test
    void shortDevicesHaveNoNdob() {
        assertThatThrownBy(() -> commands(false, BlockLimits.NOT_TOLD).writeSame(0, 1, null, BlockCdb.WRITE_SAME_NDOB))
                .hasMessageContaining("WRITE SAME (16)");
    }

    @Test
    void manyPartsDoNotNestTheStack() {
        FakePort immediate = new FakePort();
        immediate.endAtOnce();
        RangeCommands commands = new RangeCommands(
                new DeviceTasks(new LunClient(immediate, Lun.encode(0), RetryPolicy.none())),
                new BlockGeometry(512, 1L << 20, 1, true),
                BlockLimits.NOT_TOLD);
        assertThat(commands.verify(0, 1L << 20).succeeded()).isTrue();
    }
}
