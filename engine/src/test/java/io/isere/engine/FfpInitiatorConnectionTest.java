package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.AsyncEvent;
import io.isere.iscsi.pdu.AsyncMessageBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.LogoutReason;
import io.isere.iscsi.pdu.LogoutRequestBhs;
import io.isere.iscsi.pdu.LogoutResponseBhs;
import io.isere.iscsi.pdu.NopInBhs;
import io.isere.iscsi.pdu.NopOutBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.scsi.task.SubmitResult;
import io.vertx.core.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
        "RFC 7143, 4.2.2.1, 11.9, 11.14, 11.15, 11.18, 11.19: window, pings, logout, async messages, at the initiator")
class FfpInitiatorConnectionTest extends FfpInitiatorTestBase {

    private void nopIn(int transferTag, int expCmdSn, int maxCmdSn, byte... data) {
        NopInBhs bhs = new NopInBhs()
                .wrap(BrokenTargetTestBase.header(), 0)
                .init()
                .initiatorTaskTag(Bhs.RESERVED_TAG)
                .targetTransferTag(transferTag)
                .expCmdSn(expCmdSn)
                .maxCmdSn(maxCmdSn)
                .dataSegmentLengthBytes(data.length);
        target.send(bhs.buffer(), data);
    }

    private int firstCmdSn() {
        Submitted command = submit(0, 0);
        ScsiCommandBhs sent = command();
        good(sent.initiatorTaskTag());
        rig.until("it has ended", command::ended);
        return sent.cmdSn();
    }

    /** As many commands as the window has, and one more for each it opens by. */
    @Test
    void noCommandIsSentBeyondTheWindow() {
        int next = firstCmdSn() + 1;
        // The window does not shrink: what was granted stays granted. So it is used up first.
        int granted = 0;
        while (submit(0, 0).result == SubmitResult.ACCEPTED && granted < 200) {
            int number = command().cmdSn();
            assertThat(number).isEqualTo(next + granted);
            granted++;
        }
        assertThat(granted).isGreaterThan(1);
        assertNothingSent();
        nopIn(Bhs.RESERVED_TAG, next, next + granted);
        rig.settle();
        Submitted one = submit(0, 0);
        if (one.result == SubmitResult.ACCEPTED) {
            assertThat(command().cmdSn()).isEqualTo(next + granted);
        }
        assertThat(submit(0, 0).result).isEqualTo(SubmitResult.BUSY);
    }

    /** Section 4.2.2.1: MaxCmdSN below ExpCmdSN - 1 makes both void; numbers that go back are old. */
    @ParameterizedTest
    @CsvSource({"100, 98", "0, -1", "-5, 3"})
    void aWindowThatMakesNoSenseIsIgnored(int expCmdSn, int maxCmdSn) {
        nopIn(Bhs.RESERVED_TAG, expCmdSn, maxCmdSn);
        assertAlive();
    }

    @Test
    void aPingIsAnsweredByItsTagAndNothingElse() {
        nopIn(0x1717, 1, 64);
        NopOutBhs answer = new NopOutBhs().wrap(request(Opcode.NOP_OUT), 0);
        assertThat(answer.targetTransferTag()).isEqualTo(0x1717);
        assertThat(answer.initiatorTaskTag()).isEqualTo(Bhs.RESERVED_TAG);
        assertThat(answer.immediateBit()).isTrue();
        assertThat(answer.dataSegmentLengthBytes()).isZero();
        assertAlive();
    }

    /** Section 11.19.2: without a tag it is about the window only. */
    @Test
    void aNopInWithoutATagIsNotAnswered() {
        nopIn(Bhs.RESERVED_TAG, 1, 64);
        assertNothingSent();
        assertAlive();
    }

    @Test
    void aPingWithDataIsAnswered() {
        nopIn(0x18, 1, 64, new byte[100]);
        assertThat(new NopOutBhs().wrap(request(Opcode.NOP_OUT), 0).targetTransferTag())
                .isEqualTo(0x18);
        assertAlive();
    }

    /** StatSN of an unsolicited NOP-In is the next one and not used up: ExpStatSN stays. */
    @Test
    void aPingUsesUpNoStatSn() {
        Submitted first = submit(0, 0);
        ScsiCommandBhs sent = command();
        int expected = sent.expStatSn();
        nopIn(0x19, 1, 64);
        assertThat(new NopOutBhs().wrap(request(Opcode.NOP_OUT), 0).expStatSn()).isEqualTo(expected);
        good(sent.initiatorTaskTag());
        rig.until("it has ended", first::ended);
        submit(0, 0);
        assertThat(command().expStatSn()).isEqualTo(expected + 1);
    }

    private void async(int event, int parameter1, int parameter2, int parameter3) {
        AsyncMessageBhs bhs = new AsyncMessageBhs()
                .wrap(BrokenTargetTestBase.header(), 0)
                .init()
                .eventCode(event)
                .parameter1(parameter1)
                .parameter2(parameter2)
                .parameter3(parameter3);
        bhs.buffer().putInt(16, Bhs.RESERVED_TAG);
        target.answer(bhs);
    }

    private LogoutRequestBhs logoutRequest() {
        return new LogoutRequestBhs().wrap(request(Opcode.LOGOUT_REQUEST), 0);
    }

    private void loggedOut(int tag, int code, int time2Wait) {
        target.answer(new LogoutResponseBhs()
                .wrap(BrokenTargetTestBase.header(), 0)
                .init()
                .initiatorTaskTag(tag)
                .responseCode(code)
                .time2WaitSeconds(time2Wait));
    }

    /** Event 1: the initiator "MUST honor the request", after what is under way has ended. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void aRequestToLogOutIsHonoured(int withinSeconds) {
        async(AsyncEvent.LOGOUT_REQUEST.code(), 0, 0, withinSeconds);
        LogoutRequestBhs request = logoutRequest();
        assertThat(request.reasonCode()).isIn(LogoutReason.CLOSE_SESSION.code(), LogoutReason.CLOSE_CONNECTION.code());
        loggedOut(request.initiatorTaskTag(), 0, 2);
        rig.until("the session has ended", () -> session.ended().isComplete());
    }

    @Test
    void commandsUnderWayEndBeforeTheLogoutThatWasAskedFor() {
        Submitted command = submit(0, 0);
        int tag = command().initiatorTaskTag();
        async(AsyncEvent.LOGOUT_REQUEST.code(), 0, 0, 100);
        assertNothingSent();
        assertThat(submit(0, 0).result).as("no new ones").isEqualTo(SubmitResult.BUSY);
        good(tag);
        rig.until("it has ended", command::ended);
        assertThat(command.task.isGood()).isTrue();
        loggedOut(logoutRequest().initiatorTaskTag(), 0, 2);
        rig.until("the session has ended", () -> session.ended().isComplete());
    }

    /** Events 2 and 3: the connection, all connections of the session. */
    @ParameterizedTest
    @EnumSource(
            value = AsyncEvent.class,
            names = {"CONNECTION_DROP", "SESSION_DROP"})
    void anAnnouncedDropEndsTheSession(AsyncEvent event) {
        async(event.code(), 0, 3, 10);
        rig.until("the session has ended", () -> session.ended().isComplete());
        assertThat(session.endReason()).contains("announced that it drops");
    }

    /** Events that ask for nothing: a SCSI event, task termination, one of a vendor, one that nobody assigned. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 100, 248, 255})
    void otherEventsAreTakenNoticeOf(int event) {
        async(event, 0, 0, 0);
        assertAlive();
    }

    /** Section 11.15.1: whatever the answer, the connection has to end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void everyAnswerToALogoutEndsTheConnection(int code) {
        Future<Void> ended = session.logout();
        LogoutRequestBhs request = logoutRequest();
        assertThat(request.reasonCode()).isEqualTo(LogoutReason.CLOSE_SESSION.code());
        assertThat(request.immediateBit()).isTrue();
        loggedOut(request.initiatorTaskTag(), code, 0);
        rig.until("the session has ended", ended::isComplete);
        assertThat(submit(0, 0).result).isEqualTo(SubmitResult.CLOSED);
    }

    @Test
    void aLogoutThatIsNotAnsweredEndsTheConnectionInTheEnd() {
        Future<Void> ended = session.logout();
        logoutRequest();
        rig.loop(1).advanceNs(HOUR_NS + 1);
        rig.until("the session has ended", ended::isComplete);
    }
}
