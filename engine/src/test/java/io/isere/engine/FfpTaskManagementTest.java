package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.TaskManagementFunction;
import io.isere.iscsi.pdu.TaskManagementRequestBhs;
import io.isere.iscsi.pdu.TaskManagementResponse;
import io.isere.iscsi.pdu.TaskManagementResponseBhs;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.task.Lun;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
        "RFC 7143, 11.5 and 11.6; RFC 7144, 4: each task management function and each of its answers, at the target")
class FfpTaskManagementTest extends FfpTestBase {

    private void manage(int function, int lun, int referencedTag, int refCmdSn) {
        new TaskManagementRequestBhs()
                .wrap(header, 0)
                .init()
                .immediateBit(true)
                .functionCode(function)
                .lun(Lun.encode(lun))
                .initiatorTaskTag(0x70)
                .referencedTaskTag(referencedTag)
                .refCmdSn(refCmdSn)
                .cmdSn(cmdSn);
        peer.send(header, NOTHING);
    }

    private TaskManagementResponse response(int index) {
        TaskManagementResponseBhs bhs =
                new TaskManagementResponseBhs().wrap(answer(index, Opcode.TASK_MANAGEMENT_RESPONSE), 0);
        assertThat(bhs.initiatorTaskTag()).isEqualTo(0x70);
        return TaskManagementResponse.of(bhs.responseCode());
    }

    /** A READ that the store holds; its CmdSN. */
    private int heldRead(int tag) {
        store.hold();
        int number = cmdSn;
        int before = store.submitted(BackstoreOp.READ);
        command(READ_10, tag, 1, 512);
        peer.until("the store has it", () -> store.submitted(BackstoreOp.READ) == before + 1);
        return number;
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskManagementFunction.class,
            names = {"ABORT_TASK", "ABORT_TASK_SET", "CLEAR_TASK_SET", "LOGICAL_UNIT_RESET", "TARGET_WARM_RESET"})
    void whatEndsTasksEndsThemWithoutAResponseAndIsComplete(TaskManagementFunction function) {
        login();
        int refCmdSn = heldRead(5);
        manage(function.code(), 0, function == TaskManagementFunction.ABORT_TASK ? 5 : Bhs.RESERVED_TAG, refCmdSn);
        assertAlive();
        assertThat(peer.received)
                .as("nothing but the answer to a ping, while the store works on the task's memory")
                .hasSize(1);
        store.release();
        assertThat(response(1)).isEqualTo(TaskManagementResponse.FUNCTION_COMPLETE);
        assertAlive();
        assertThat(peer.received.stream().map(pdu -> pdu.get(0) & 0x3f))
                .as("no response of the task")
                .doesNotContain(Opcode.SCSI_RESPONSE.code(), Opcode.DATA_IN.code());
    }

    /** Ends every session and connection; without an answer, as other targets do. */
    @Test
    void aColdResetIsAnsweredOrEndsTheConnection() {
        login();
        manage(TaskManagementFunction.TARGET_COLD_RESET.code(), 0, Bhs.RESERVED_TAG, 0);
        peer.until("an answer or the end", () -> !peer.received.isEmpty() || peer.ended);
        if (!peer.ended) {
            assertThat(response(0))
                    .isIn(TaskManagementResponse.FUNCTION_COMPLETE, TaskManagementResponse.FUNCTION_NOT_SUPPORTED);
        }
    }

    @Test
    void aTaskThatHasEndedDoesNotExist() {
        login();
        command(0, 5, 0, 0);
        answer(0);
        manage(TaskManagementFunction.ABORT_TASK.code(), 0, 5, cmdSn - 1);
        assertThat(response(1)).isEqualTo(TaskManagementResponse.TASK_DOES_NOT_EXIST);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void aTaskThatNeverWasDoesNotExist(int function) {
        login();
        manage(function, 0, 0x4711, cmdSn - 1);
        assertThat(response(0)).isEqualTo(TaskManagementResponse.TASK_DOES_NOT_EXIST);
    }

    @Test
    void aTaskThatIsThereIsFoundByAQuery() {
        login();
        heldRead(5);
        manage(TaskManagementFunction.QUERY_TASK.code(), 0, 5, cmdSn - 1);
        assertThat(response(0)).isEqualTo(TaskManagementResponse.FUNCTION_SUCCEEDED);
        store.release();
        answer(1, Opcode.DATA_IN);
    }

    @ParameterizedTest
    @CsvSource({"2", "4", "5"})
    void aLogicalUnitThatIsNotThereDoesNotExist(int function) {
        login();
        manage(function, 7, Bhs.RESERVED_TAG, 0);
        assertThat(response(0)).isEqualTo(TaskManagementResponse.LUN_DOES_NOT_EXIST);
    }

    /** ErrorRecoveryLevel is 0: allegiance does not move. */
    @Test
    void reassignmentIsRefusedAtThisLevel() {
        login();
        heldRead(5);
        manage(TaskManagementFunction.TASK_REASSIGN.code(), 0, 5, 0);
        assertThat(response(0))
                .isIn(
                        TaskManagementResponse.TASK_REASSIGNMENT_NOT_SUPPORTED,
                        TaskManagementResponse.FUNCTION_NOT_SUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 13, 0x3f, 0x7f})
    void aFunctionThatNobodyAssignedIsNotSupported(int function) {
        login();
        manage(function, 0, Bhs.RESERVED_TAG, 0);
        assertThat(response(0)).isEqualTo(TaskManagementResponse.FUNCTION_NOT_SUPPORTED);
    }

    /** The function reaches only tasks before it: "with CmdSN lower than the task management command's". */
    @Test
    void whatComesAfterwardsIsNotTouched() {
        login();
        heldRead(5);
        manage(TaskManagementFunction.LOGICAL_UNIT_RESET.code(), 0, Bhs.RESERVED_TAG, 0);
        assertAlive();
        command(0, 6, 0, 0);
        store.release();
        peer.until("both answers", () -> peer.received.size() == 3 || peer.ended);
        assertThat(peer.received.stream().map(pdu -> pdu.get(0) & 0x3f))
                .containsOnly(
                        Opcode.NOP_IN.code(), Opcode.TASK_MANAGEMENT_RESPONSE.code(), Opcode.SCSI_RESPONSE.code());
    }
}
