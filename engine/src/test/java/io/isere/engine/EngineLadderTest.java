package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.initiator.EscalationPolicy;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.TaskManagementFunction;
import io.isere.iscsi.pdu.TaskManagementRequestBhs;
import io.isere.iscsi.pdu.TaskManagementResponseBhs;
import io.isere.scsi.task.TaskOutcome;
import io.isere.tcp.TcpOptions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7143, 7.11: the steps of recovery of a command that gets no answer, one by one")
class EngineLadderTest extends FfpInitiatorTestBase {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final List<TaskManagementFunction> STEPS = List.of(
            TaskManagementFunction.ABORT_TASK,
            TaskManagementFunction.LOGICAL_UNIT_RESET,
            TaskManagementFunction.TARGET_WARM_RESET,
            TaskManagementFunction.TARGET_COLD_RESET);

    @Override
    InitiatorSettings settings() {
        return InitiatorSettings.of("iqn.2026-11.io.isere:ladder", 7)
                .withTimeouts(HOUR_NS, SECOND_NS, HOUR_NS)
                .withEscalation(new EscalationPolicy(3 * SECOND_NS, 3 * SECOND_NS, 3 * SECOND_NS, 3 * SECOND_NS));
    }

    /** Lets seconds pass until a request comes, which must be this function. */
    private TaskManagementRequestBhs awaitStep(TaskManagementFunction function) {
        rig.until("the next step", () -> {
            rig.loop(1).advanceNs(SECOND_NS / 4);
            target.poll();
            return !target.received.isEmpty() || target.ended;
        });
        TaskManagementRequestBhs request =
                new TaskManagementRequestBhs().wrap(request(Opcode.TASK_MANAGEMENT_REQUEST), 0);
        assertThat(TaskManagementFunction.of(request.functionCode())).isEqualTo(function);
        return request;
    }

    private void answer(TaskManagementRequestBhs request, int code) {
        target.answer(new TaskManagementResponseBhs()
                .wrap(BrokenTargetTestBase.header(), 0)
                .init()
                .initiatorTaskTag(request.initiatorTaskTag())
                .responseCode(code));
    }

    /** Each step is tried when the one before it is not supported, rejected, or not answered; -1: no answer. */
    @ParameterizedTest
    @ValueSource(ints = {5, 255, 1, -1})
    void shouldClimbStepByStepAndEndTheConnectionAtTheTop(int code) {
        Submitted command = submit(WRITE_10, 512);
        int tag = command().initiatorTaskTag();
        for (TaskManagementFunction step : STEPS) {
            TaskManagementRequestBhs request = awaitStep(step);
            assertThat(request.referencedTaskTag())
                    .isEqualTo(step == TaskManagementFunction.ABORT_TASK ? tag : Bhs.RESERVED_TAG);
            assertThat(command.ended()).isFalse();
            if (code >= 0) {
                answer(request, code);
            }
        }
        rig.until("the session is given up", () -> {
            rig.loop(1).advanceNs(SECOND_NS);
            return session.ended().isComplete();
        });
        assertThat(command.task.outcome()).isEqualTo(TaskOutcome.TIMED_OUT);
        assertThat(command.completions).isEqualTo(1);
        assertThat(session.endReason()).contains("neither did what was done to recover it");
    }

    /** The step that succeeds is the last: the command has ended, others that the step ended may be sent again. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldStopAtTheStepThatSucceeds(int successful) {
        Submitted overdue = submit(WRITE_10, 512);
        command();
        Submitted other = submit(WRITE_10, 512);
        int otherTag = command().initiatorTaskTag();
        for (int step = 0; step < successful; step++) {
            answer(awaitStep(STEPS.get(step)), 5);
        }
        answer(awaitStep(STEPS.get(successful)), 0);
        rig.until("it has ended", overdue::ended);
        assertThat(overdue.task.outcome()).isEqualTo(TaskOutcome.TIMED_OUT);
        assertThat(session.isOpen()).isTrue();
        if (successful == 0) {
            assertThat(other.ended()).as("an abort ends one task").isFalse();
            good(otherTag);
        }
        rig.until("the other has ended", other::ended);
        assertAlive();
    }

    /** An answer that comes late, while a stronger step is under way, ends the command all the same, and once. */
    @Test
    void shouldTakeAnAnswerThatComesLate() {
        Submitted command = submit(WRITE_10, 512);
        int tag = command().initiatorTaskTag();
        awaitStep(TaskManagementFunction.ABORT_TASK);
        TaskManagementRequestBhs reset = awaitStep(TaskManagementFunction.LOGICAL_UNIT_RESET);
        good(tag);
        rig.until("it has ended", command::ended);
        answer(reset, 0);
        assertAlive();
        assertThat(command.completions).isEqualTo(1);
    }

    /** Steps that the policy leaves out. */
    @ParameterizedTest
    @CsvSource({"0, 0", "3, 0", "0, 3"})
    void shouldLeaveStepsOutThatHaveNoTime(int warmSeconds, int coldSeconds) {
        EscalationPolicy policy =
                new EscalationPolicy(SECOND_NS, SECOND_NS, warmSeconds * SECOND_NS, coldSeconds * SECOND_NS);
        target.close();
        rig.until("the first session has ended", () -> session.ended().isComplete());
        RawTcpTarget another = new RawTcpTarget(rig);
        session = another.login(
                rig.connector(TcpOptions.plain()),
                settings().withEscalation(policy),
                DefaultValues.target(TransportKind.TCP),
                false);
        submit(WRITE_10, 512);
        another.request();
        List<TaskManagementFunction> expected = STEPS.stream()
                .filter(step -> (step != TaskManagementFunction.TARGET_WARM_RESET || warmSeconds > 0)
                        && (step != TaskManagementFunction.TARGET_COLD_RESET || coldSeconds > 0))
                .toList();
        rig.until("the session is given up", () -> {
            rig.loop(1).advanceNs(SECOND_NS / 2);
            another.poll();
            return session.ended().isComplete();
        });
        assertThat(another.received.stream()
                        .map(pdu -> TaskManagementFunction.of(
                                new TaskManagementRequestBhs().wrap(pdu, 0).functionCode())))
                .containsExactlyElementsOf(expected);
        another.close();
    }
}
