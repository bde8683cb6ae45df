package io.isere.scsi.lun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.api.Test;

class ScsiTargetDeviceTest {
    private final ScsiTargetDevice device = new ScsiTargetDevice(TestUnit.TARGET);
    private final LogicalUnit unit = TestUnit.builder().build();

    @Test
    void keepsUnitsByNumber() {
        device.addLun(7, unit);
        device.addLun(3, TestUnit.builder().build());
        assertThat(device.luns()).containsExactly(3, 7);
        assertThat(device.unit(7)).isSameAs(unit);
        assertThat(device.unit(4)).isNull();
        assertThat(device.removeLun(7)).isSameAs(unit);
        assertThat(device.removeLun(7)).isNull();
        assertThat(device.luns()).containsExactly(3);
    }

    @Test
    void refusesNumbersInUseOrOutOfRange() {
        device.addLun(0, unit);
        assertThatThrownBy(() -> device.addLun(0, unit)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> device.addLun(-1, unit)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> device.addLun(16384, unit)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesUnitsThatMakeNoSense() {
        assertThatThrownBy(() -> TestUnit.builder().blockBytes(520).build()).hasMessageContaining("520");
        assertThatThrownBy(() -> TestUnit.builder().maxTransferBytes(511).build())
                .hasMessageContaining("511");
    }
}
