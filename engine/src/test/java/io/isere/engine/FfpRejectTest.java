package io.isere.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.AsyncEvent;
import io.isere.iscsi.pdu.AsyncMessageBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.LogoutReason;
import io.isere.iscsi.pdu.LogoutRequestBhs;
import io.isere.iscsi.pdu.LogoutResponseBhs;
import io.isere.iscsi.pdu.LogoutResponseCode;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.pdu.SnackRequestBhs;
import io.isere.iscsi.pdu.TextRequestBhs;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7143, 11.9, 11.14 to 11.17: reject, SNACK at level 0, logout, async messages, at the target")
class FfpRejectTest extends FfpTestBase {

    private void raw(int firstByte) {
        header.clear();
        for (int i = 0; i < Bhs.LENGTH_BYTES; i++) {
            header.put(i, (byte) 0);
        }
        header.put(0, (byte) firstByte).put(1, (byte) 0x80).putInt(16, 0x31).putInt(24, cmdSn);
        peer.send(header, NOTHING);
    }

    private void assertRejected(int index, RejectReason reason) {
        RejectBhs reject = new RejectBhs().wrap(answer(index, Opcode.REJECT), 0);
        assertThat(reject.reason()).isEqualTo(reason);
        assertThat(reject.initiatorTaskTag()).isEqualTo(Bhs.RESERVED_TAG);
        assertThat(reject.dataSegmentLengthBytes()).isEqualTo(Bhs.LENGTH_BYTES);
        for (int i = 0; i < Bhs.LENGTH_BYTES; i++) {
            assertThat(reject.buffer().get(reject.dataSegmentOffset() + i))
                    .as("byte %d of the header that is returned", i)
                    .isEqualTo(header.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x07, 0x0f, 0x11, 0x1b, 0x1c, 0x1e, 0x1f, 0x47, 0x5d})
    void anOpcodeThatNobodyAssignedIsNotSupported(int firstByte) {
        login();
        raw(firstByte);
        assertRejected(0, RejectReason.COMMAND_NOT_SUPPORTED);
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x31, 0x32, 0x3f})
    void whatOnlyATargetSendsIsAProtocolError(int opcode) {
        login();
        raw(opcode);
        assertRejected(0, RejectReason.PROTOCOL_ERROR);
        assertAlive();
    }

    /** Section 6.3: "Login Requests and Responses are used exclusively during login". */
    @Test
    void aLoginRequestAfterLoginIsAProtocolError() {
        login();
        raw(0x43);
        assertRejected(0, RejectReason.PROTOCOL_ERROR);
        assertAlive();
    }

    /** Of every type: section 11.16.1. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 15})
    void aSnackIsRejectedAtLevelZero(int type) {
        login();
        new SnackRequestBhs().wrap(header, 0).init().initiatorTaskTag(Bhs.RESERVED_TAG);
        header.put(1, (byte) (0x80 | type));
        peer.send(header, NOTHING);
        assertRejected(0, RejectReason.SNACK_REJECT);
        assertAlive();
    }

    @Test
    void aDiscoverySessionTakesTextAndLogoutOnly() {
        peer.loginToDiscover();
        int[] refused = {0x00, 0x01, 0x02, 0x10};
        for (int i = 0; i < refused.length; i++) {
            raw(refused[i] | 0x40);
            assertRejected(i, RejectReason.PROTOCOL_ERROR);
        }
        text("SendTargets=All\0");
        answer(refused.length, Opcode.TEXT_RESPONSE);
    }

    private void text(String text) {
        byte[] data = text.getBytes(UTF_8);
        new TextRequestBhs()
                .wrap(header, 0)
                .init()
                .finalBit(true)
                .immediateBit(true)
                .initiatorTaskTag(7)
                .targetTransferTag(Bhs.RESERVED_TAG)
                .cmdSn(cmdSn)
                .dataSegmentLengthBytes(data.length);
        peer.send(header, data);
    }

    /** Appendix C: All "MUST NOT be supported on an operational session". */
    @Test
    void aNormalSessionIsNotToldOfAllTargets() {
        login();
        text("SendTargets=All\0");
        assertRejected(0, RejectReason.PROTOCOL_ERROR);
        text("SendTargets=\0");
        answer(1, Opcode.TEXT_RESPONSE);
    }

    private void logout(int reason, int cid) {
        new LogoutRequestBhs()
                .wrap(header, 0)
                .init()
                .immediateBit(true)
                .reasonCode(reason)
                .cid(cid)
                .initiatorTaskTag(8)
                .cmdSn(cmdSn);
        peer.send(header, NOTHING);
    }

    private LogoutResponseBhs logoutResponse(int index) {
        return new LogoutResponseBhs().wrap(answer(index, Opcode.LOGOUT_RESPONSE), 0);
    }

    /** Close the session, close this connection: section 11.14.1. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0, 77", "1, 0"})
    void aLogoutThatClosesIsAnsweredAndTheConnectionEnds(int reason, int cid) {
        login();
        logout(reason, cid);
        LogoutResponseBhs response = logoutResponse(0);
        assertThat(response.responseCode()).isEqualTo(LogoutResponseCode.CLOSED.code());
        assertThat(response.initiatorTaskTag()).isEqualTo(8);
        assertDropped();
        rig.until("its session has ended", () -> rig.server().sessionCount() == 1);
    }

    @Test
    void aConnectionThatIsNotThereCannotBeClosed() {
        login();
        logout(LogoutReason.CLOSE_CONNECTION.code(), 9);
        assertThat(logoutResponse(0).responseCode()).isEqualTo(LogoutResponseCode.CID_NOT_FOUND.code());
        assertAlive();
    }

    @Test
    void removalForRecoveryIsNotSupportedAtLevelZero() {
        login();
        logout(LogoutReason.REMOVE_CONNECTION_FOR_RECOVERY.code(), 0);
        assertThat(logoutResponse(0).responseCode()).isEqualTo(LogoutResponseCode.RECOVERY_NOT_SUPPORTED.code());
        assertAlive();
    }

    private AsyncMessageBhs async(int index) {
        return new AsyncMessageBhs().wrap(answer(index, Opcode.ASYNC_MESSAGE), 0);
    }

    /** Event 1: section 11.9.1. */
    @Test
    void aTargetAsksForALogoutAndDropsWhoDoesNotLogOut() {
        login();
        rig.targetConnections().get(1).requestLogout(3);
        AsyncMessageBhs message = async(0);
        assertThat(message.event()).isEqualTo(AsyncEvent.LOGOUT_REQUEST);
        assertThat(message.parameter3()).isEqualTo(3);
        assertAlive();
        rig.loop(0).advanceNs(3_100_000_000L);
        assertDropped();
    }

    /** Event 2, with Time2Wait. */
    @Test
    void aTargetAnnouncesThatItDropsTheConnection() {
        login();
        rig.targetConnections().get(1).close();
        AsyncMessageBhs message = async(0);
        assertThat(message.event()).isEqualTo(AsyncEvent.CONNECTION_DROP);
        assertThat(message.parameter2()).isEqualTo(2);
        assertDropped();
    }

    /** Section 11.2.2.1: of AHS that a target does not know it knows the length, and goes on behind it. */
    @Test
    void anUnknownAhsIsPassedOver() {
        login();
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES + 8);
        command(0, 3, 0, 0, bhs -> pdu.put(0, header, 0, Bhs.LENGTH_BYTES));
        answer(0);
        pdu.put(4, (byte) 2).putInt(16, 4).putInt(24, cmdSn);
        pdu.putShort(Bhs.LENGTH_BYTES, (short) 5).put(Bhs.LENGTH_BYTES + 2, (byte) 0x3e);
        cmdSn++;
        peer.sendRaw(pdu.array());
        assertThat(answer(1, Opcode.SCSI_RESPONSE).getInt(16)).isEqualTo(4);
    }
}
