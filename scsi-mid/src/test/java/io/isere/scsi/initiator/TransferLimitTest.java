package io.isere.scsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one command may move, by what the device reports. */
class TransferLimitTest {
    /** Without a report 512 KiB: tgt reports nothing over iSER, and drops who sends commands of 1 MiB. */
    @ParameterizedTest
    @CsvSource({"512, 0, 1024", "4096, 0, 128", "512, 1, 1", "512, 2048, 2048", "512, 8192, 8192", "512, 99999999, 8192"
    })
    void shouldBeReportedOrModest(int blockBytes, long limitBlocks, int expectedBlocks) {
        BlockGeometry geometry = new BlockGeometry(blockBytes, 1 << 20, 1, true);
        assertThat(BlockDeviceOpening.withTransferLimit(geometry, limitBlocks).maxTransferBlocks())
                .isEqualTo(expectedBlocks);
    }
}
