package io.isere.scsi.lun;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.api.Test;

class LocalPortTest {
    private final TestUnit target = new TestUnit();

    @Test
    void completionsThatSubmitDoNotNest() {
        int[] left = {100_000};
        ScsiTask task = TestUnit.prepare(TestUnitReadyCdb::build);
        task.completion(new ScsiCompletion() {
            @Override
            public void onComplete(ScsiTask ended) {
                if (left[0]-- > 0) {
                    target.port.submit(ended);
                }
            }
        });
        target.port.submit(task);
        assertThat(left[0]).isEqualTo(-1);
    }

    @Test
    void answersBusyWhenFullAndCallsBack() {
        LocalPort narrow = new LocalPort(target.device, "narrow", target.loop, 0);
        ScsiTask task = TestUnit.prepare(TestUnitReadyCdb::build).completion(ended -> {});
        assertThat(narrow.submit(task)).isEqualTo(SubmitResult.BUSY);
        int[] called = {0};
        narrow.awaitReady(() -> called[0]++);
        narrow.close();
        assertThat(called[0]).isEqualTo(1);
        assertThat(narrow.submit(task)).isEqualTo(SubmitResult.CLOSED);
    }
}
