package io.isere.scsi.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LunTest {
    @Test
    void encodesAndDecodesEveryNumber() {
        for (int number = 0; number <= Lun.MAX; number++) {
            assertThat(Lun.decode(Lun.encode(number))).isEqualTo(number);
        }
    }

    @Test
    void smallNumbersUsePeripheralAddressingAndMayUseFlatSpace() {
        assertThat(Lun.encode(255)).isEqualTo(0x00FF_0000_0000_0000L);
        assertThat(Lun.encode(256)).isEqualTo(0x4100_0000_0000_0000L);
        assertThat(Lun.decode(0x4005_0000_0000_0000L)).isEqualTo(5);
    }

    @Test
    void refusesOtherLevelsBussesAndMethods() {
        assertThat(Lun.decode(0x0001_0002_0000_0000L)).isEqualTo(Lun.UNSUPPORTED);
        assertThat(Lun.decode(0x0101_0000_0000_0000L)).isEqualTo(Lun.UNSUPPORTED);
        assertThat(Lun.decode(0x8000_0000_0000_0000L)).isEqualTo(Lun.UNSUPPORTED);
        assertThat(Lun.decode(Lun.REPORT_LUNS_W_LUN)).isEqualTo(Lun.UNSUPPORTED);
        assertThatThrownBy(() -> Lun.encode(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Lun.encode(Lun.MAX + 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
