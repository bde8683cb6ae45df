package io.isere.iscsi.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OpcodeTest {

    @Test
    void everyValueOfSixBitsHasAnEntry() {
        for (int code = 0; code < 64; code++) {
            Opcode opcode = Opcode.of(code);
            assertThat(opcode.code()).isIn(code, -1);
        }
        assertThat(Opcode.of(0x1c)).isEqualTo(Opcode.UNASSIGNED);
        assertThat(Opcode.of(0x43)).isEqualTo(Opcode.LOGIN_REQUEST);
    }

    @Test
    void bitFiveTellsTheSender() {
        Arrays.stream(Opcode.values())
                .filter(opcode -> opcode != Opcode.UNASSIGNED)
                .forEach(opcode -> {
                    boolean fromTarget = (opcode.code() & 0x20) != 0;
                    assertThat(opcode.sender()).isEqualTo(fromTarget ? Opcode.Sender.TARGET : Opcode.Sender.INITIATOR);
                });
    }

    @Test
    void iserKeepsItsDataPdusOffTheWire() {
        assertThat(Arrays.stream(Opcode.values())
                        .filter(Opcode::allowedInNormalOverTcp)
                        .filter(opcode -> !opcode.allowedInNormalOverIser()))
                .containsExactly(Opcode.SNACK_REQUEST, Opcode.DATA_IN, Opcode.READY_TO_TRANSFER);
    }

    @Test
    void discoverySessionsTakeTextAndLogoutFromTheInitiator() {
        assertThat(Arrays.stream(Opcode.values())
                        .filter(Opcode::allowedInDiscovery)
                        .filter(opcode -> opcode.sender() == Opcode.Sender.INITIATOR))
                .containsExactly(Opcode.TEXT_REQUEST, Opcode.LOGOUT_REQUEST);
    }

    @Test
    void anUnassignedOpcodeIsAllowedNowhere() {
        Opcode none = Opcode.UNASSIGNED;
        assertThat(none.allowedInLogin()).isFalse();
        assertThat(none.allowedInDiscovery()).isFalse();
        assertThat(none.allowedInNormalOverTcp()).isFalse();
        assertThat(none.allowedInNormalOverIser()).isFalse();
        assertThat(none.mayCarryData()).isFalse();
        assertThat(none.mayCarryAhs()).isFalse();
    }
}
