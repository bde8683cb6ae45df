package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.pdu.TaskManagementRequestBhs;
import io.isere.iscsi.pdu.TaskManagementResponseBhs;
import io.isere.iscsi.session.TaskManagementCodes;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.isere.scsi.task.TaskOutcome;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7143, 11.4 to 11.6 and 11.17: responses, task management and rejects, at the initiator")
class FfpInitiatorTaskTest extends FfpInitiatorTestBase {

    private TaskManagementResult[] manage(TaskManagementFunction function, Submitted reference) {
        TaskManagementResult[] result = new TaskManagementResult[1];
        session.manage(function, Lun.encode(0), reference == null ? null : reference.task, r -> result[0] = r);
        return result;
    }

    private TaskManagementRequestBhs managementRequest() {
        return new TaskManagementRequestBhs().wrap(request(Opcode.TASK_MANAGEMENT_REQUEST), 0);
    }

    private void managed(int tag, int response) {
        target.answer(new TaskManagementResponseBhs()
                .wrap(BrokenTargetTestBase.header(), 0)
                .init()
                .initiatorTaskTag(tag)
                .responseCode(response));
    }

    /** Section 11.6.1: each code, those that nobody assigned count as a refusal. */
    @ParameterizedTest
    @CsvSource({
        "0, FUNCTION_COMPLETE",
        "1, TASK_DOES_NOT_EXIST",
        "2, LUN_DOES_NOT_EXIST",
        "3, FUNCTION_REJECTED",
        "4, FUNCTION_REJECTED",
        "5, FUNCTION_NOT_SUPPORTED",
        "6, FUNCTION_REJECTED",
        "7, FUNCTION_SUCCEEDED",
        "99, FUNCTION_REJECTED",
        "255, FUNCTION_REJECTED"
    })
    void eachResponseOfATaskManagementFunctionIsTold(int code, TaskManagementResult expected) {
        TaskManagementResult[] result = manage(TaskManagementFunction.CLEAR_TASK_SET, null);
        managed(managementRequest().initiatorTaskTag(), code);
        rig.until("it is told", () -> result[0] != null);
        assertThat(result[0]).isEqualTo(expected);
        assertAlive();
    }

    @ParameterizedTest
    @EnumSource(TaskManagementFunction.class)
    void eachFunctionIsSentByItsCode(TaskManagementFunction function) {
        Submitted reference = submit(READ_10, 512);
        ScsiCommandBhs command = command();
        boolean aboutOne =
                function == TaskManagementFunction.ABORT_TASK || function == TaskManagementFunction.QUERY_TASK;
        TaskManagementResult[] result = manage(function, aboutOne ? reference : null);
        TaskManagementRequestBhs request = managementRequest();
        assertThat(request.functionCode()).isEqualTo(TaskManagementCodes.code(function));
        assertThat(request.immediateBit()).isTrue();
        assertThat(request.finalBit()).isTrue();
        assertThat(request.referencedTaskTag()).isEqualTo(aboutOne ? command.initiatorTaskTag() : Bhs.RESERVED_TAG);
        assertThat(request.refCmdSn()).isEqualTo(aboutOne ? command.cmdSn() : 0);
        managed(request.initiatorTaskTag(), 5);
        rig.until("it is told", () -> result[0] != null);
        assertThat(reference.ended()).as("it was not supported").isFalse();
    }

    /**
     * Section 4.2.3: a reset is about commands before it; found by a simulation, seeds 678 and 1186. A command sent behind it
     * is executed, and a write that was told to be aborted would land all the same.
     */
    @ParameterizedTest
    @EnumSource(
            value = TaskManagementFunction.class,
            names = {"ABORT_TASK_SET", "CLEAR_TASK_SET", "LOGICAL_UNIT_RESET", "TARGET_WARM_RESET"})
    void whatWasSentBehindAFunctionIsNotEndedByIt(TaskManagementFunction function) {
        Submitted before = submit(WRITE_10, 512);
        command();
        TaskManagementResult[] result = manage(function, null);
        TaskManagementRequestBhs request = managementRequest();
        Submitted behind = submit(WRITE_10, 512);
        int tag = command().initiatorTaskTag();
        managed(request.initiatorTaskTag(), 0);
        rig.until("it is told", () -> result[0] != null);
        assertThat(before.task.outcome()).isEqualTo(TaskOutcome.ABORTED);
        assertThat(behind.ended()).isFalse();
        good(tag);
        rig.until("it has ended", behind::ended);
        assertThat(behind.task.isGood()).isTrue();
        assertThat(before.completions + behind.completions).isEqualTo(2);
    }

    /** The task had ended and its object was used again while the abort was on its way: another command, not to be ended. */
    @Test
    void anAbortDoesNotEndTheNextCommandOfTheSameTaskObject() {
        Submitted first = submit(WRITE_10, 512);
        int firstTag = command().initiatorTaskTag();
        TaskManagementResult[] result = manage(TaskManagementFunction.ABORT_TASK, first);
        TaskManagementRequestBhs request = managementRequest();
        good(firstTag);
        rig.until("the first has ended", first::ended);
        assertThat(session.submit(first.task.resetResult())).isEqualTo(SubmitResult.ACCEPTED);
        int secondTag = command().initiatorTaskTag();
        assertThat(secondTag).isNotEqualTo(firstTag);
        managed(request.initiatorTaskTag(), 0);
        rig.until("it is told", () -> result[0] != null);
        assertThat(first.completions)
                .as("the second use is still with the target")
                .isEqualTo(1);
        good(secondTag);
        rig.until("the second has ended", () -> first.completions == 2);
        assertThat(first.task.isGood()).isTrue();
    }

    @Test
    void aResponseToAFunctionThatNobodyAskedForIsIgnored() {
        managed(0x1234, 0);
        assertAlive();
    }

    /** Section 11.4.5: U and O exclude each other; a count beyond what was expected is none. */
    @ParameterizedTest
    @CsvSource({
        "true, false, 512, 512, 0, 1536",
        "true, false, 2048, 2048, 0, 0",
        "true, false, 9999, 2048, 0, 0",
        "false, true, 512, 0, 512, 2048",
        "false, false, 512, 0, 0, 2048"
    })
    void residualsAreTold(boolean under, boolean over, int count, int underflow, int overflow, int transferred) {
        Submitted write = submit(WRITE_10, 2048);
        int tag = command().initiatorTaskTag();
        target.answer(new ScsiResponseBhs()
                .wrap(BrokenTargetTestBase.header(), 0)
                .init()
                .initiatorTaskTag(tag)
                .underflowBit(under)
                .overflowBit(over)
                .residualCountBytes(count));
        rig.until("it has ended", write::ended);
        assertThat(write.task.underflowBytes()).isEqualTo(underflow);
        assertThat(write.task.overflowBytes()).isEqualTo(overflow);
        assertThat(write.task.transferredBytes()).isEqualTo(transferred);
    }

    /** Section 11.4.7: as much sense data as its length says and as there is. */
    @ParameterizedTest
    @CsvSource({"18, 18", "0, 0", "300, 18", "4, 4"})
    void senseDataIsReadWithinItsBounds(int senseLength, int expected) {
        Submitted command = submit(0, 0);
        int tag = command().initiatorTaskTag();
        byte[] data = new byte[20];
        ByteBuffer.wrap(data).putShort((short) senseLength).put((byte) 0x70).put(4, (byte) 0x05);
        target.answer(
                new ScsiResponseBhs()
                        .wrap(BrokenTargetTestBase.header(), 0)
                        .init()
                        .initiatorTaskTag(tag)
                        .status(ScsiStatus.CHECK_CONDITION),
                data);
        rig.until("it has ended", command::ended);
        assertThat(command.task.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(command.task.senseLengthBytes()).isEqualTo(expected);
    }

    /** Section 11.4.3: a response code other than "completed at target" carries no status. */
    @ParameterizedTest
    @ValueSource(ints = {1, 0x80, 0xff})
    void aTargetFailureIsNoStatus(int code) {
        Submitted command = submit(0, 0);
        int tag = command().initiatorTaskTag();
        target.answer(new ScsiResponseBhs()
                .wrap(BrokenTargetTestBase.header(), 0)
                .init()
                .initiatorTaskTag(tag)
                .responseCode(code));
        rig.until("it has ended", command::ended);
        assertThat(command.task.outcome()).isEqualTo(TaskOutcome.REJECTED);
    }

    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void aRejectedCommandEndsWhateverTheReason(RejectReason reason) {
        Submitted command = submit(0, 0);
        ByteBuffer sent = command().buffer();
        byte[] header = new byte[Bhs.LENGTH_BYTES];
        sent.get(0, header);
        target.answer(
                new RejectBhs()
                        .wrap(BrokenTargetTestBase.header(), 0)
                        .init()
                        .initiatorTaskTag(Bhs.RESERVED_TAG)
                        .reasonCode(reason.code()),
                header);
        rig.until("it has ended", command::ended);
        assertThat(command.task.outcome()).isEqualTo(TaskOutcome.REJECTED);
        assertAlive();
    }

    /** Of what is no command there is nothing to end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4, Bhs.LENGTH_BYTES})
    void aRejectOfAnythingElseIsLogged(int bytes) {
        target.answer(
                new RejectBhs()
                        .wrap(BrokenTargetTestBase.header(), 0)
                        .init()
                        .initiatorTaskTag(Bhs.RESERVED_TAG)
                        .reasonCode(RejectReason.PROTOCOL_ERROR.code()),
                new byte[bytes]);
        assertAlive();
    }
}
