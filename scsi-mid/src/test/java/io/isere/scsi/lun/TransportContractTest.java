package io.isere.scsi.lun;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Nexus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskAttribute;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.task.TaskStep;
import io.isere.scsi.task.TaskTransport;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** What the device server asks of a transport, in which order, and what a transport may do in between. */
class TransportContractTest {
    private final FakeBackstore store = new FakeBackstore(1 << 20);
    private final TestUnit target = new TestUnit(store);
    private final Transport transport = new Transport();
    private final TaskRouter router = target.device.openNexus(transport);
    private final ScsiTask task = new ScsiTask().nexus(transport).transport(transport);

    private void submit(int opcode, DataDirection direction) {
        task.reset().cdbLengthBytes(BlockCdb.BLOCK_10.build(task.cdb(), opcode, 0, 2));
        task.direction(direction).expectedDataBytes(700);
        assertThat(router.submit(task)).isEqualTo(SubmitResult.ACCEPTED);
    }

    @Test
    void aReadAcquiresReadsSendsCompletes() {
        submit(Opcode.READ_10, DataDirection.IN);
        assertThat(transport.calls).containsExactly("acquire 700");
        transport.step();
        assertThat(store.submitted(BackstoreOp.READ)).isEqualTo(1);
        assertThat(transport.calls).containsExactly("acquire 700", "send 700", "complete COMPLETE 1024");
    }

    @Test
    void aWriteAcquiresReceivesWritesCompletes() {
        submit(Opcode.WRITE_10, DataDirection.OUT);
        transport.step();
        assertThat(store.submitted(BackstoreOp.WRITE)).isZero();
        transport.step();
        assertThat(store.submitted(BackstoreOp.WRITE)).isEqualTo(1);
        assertThat(transport.calls).containsExactly("acquire 512", "receive 512", "complete COMPLETE 1024");
    }

    @Test
    void anAbortWhileTheTransportHoldsTheTaskEndsItAtTheNextStep() {
        submit(Opcode.WRITE_10, DataDirection.OUT);
        task.requestAbort();
        transport.step();
        assertThat(transport.calls).containsExactly("acquire 512", "complete ABORTED 1024");
    }

    @Test
    void anAbortWhileTheBackstoreHoldsTheTaskEndsItWhenThatIsDone() {
        store.hold();
        submit(Opcode.READ_10, DataDirection.IN);
        transport.step();
        task.requestAbort();
        assertThat(transport.calls).containsExactly("acquire 700");
        store.release();
        assertThat(transport.calls).containsExactly("acquire 700", "complete ABORTED 1024");
    }

    @Test
    void aTaskGoneCanBeUsedAgain() {
        submit(Opcode.WRITE_10, DataDirection.OUT);
        router.taskGone(task);
        submit(Opcode.WRITE_10, DataDirection.OUT);
        transport.step();
        router.taskGone(task);
        transport.calls.clear();
        submit(Opcode.READ_10, DataDirection.IN);
        transport.step();
        assertThat(transport.calls).containsExactly("acquire 700", "send 700", "complete COMPLETE 1024");
    }

    @Test
    void aTaskGoneEnablesTheDormantOneBehindIt() {
        submit(Opcode.WRITE_10, DataDirection.OUT);
        ScsiTask second = new ScsiTask().nexus(transport).transport(transport).attribute(TaskAttribute.ORDERED);
        second.cdbLengthBytes(BlockCdb.BLOCK_10.build(second.cdb(), Opcode.READ_10, 0, 2));
        second.direction(DataDirection.IN).expectedDataBytes(1024);
        router.submit(second);
        assertThat(transport.calls).containsExactly("acquire 512");
        router.taskGone(task);
        assertThat(transport.calls).containsExactly("acquire 512", "acquire 1024");
    }

    @Test
    void aClosedRouterTakesNothing() {
        router.close();
        assertThat(router.submit(task)).isEqualTo(SubmitResult.CLOSED);
        assertThat(task.outcome()).isEqualTo(TaskOutcome.PENDING);
    }

    /** Records calls and keeps the step until the test runs it. */
    private static final class Transport implements TaskTransport, Nexus {
        private final List<String> calls = new ArrayList<>();
        private final ByteBuffer memory = Memory.filled(0, 4096);
        private ScsiTask held;
        private TaskStep next;

        void step() {
            next.run(held);
        }

        @Override
        public void acquireBuffer(ScsiTask task, int bytes, TaskStep step) {
            calls.add("acquire " + bytes);
            task.data().clear();
            task.data().add(memory, 0, bytes);
            held = task;
            next = step;
        }

        @Override
        public void receiveDataOut(ScsiTask task, int bytes, TaskStep step) {
            calls.add("receive " + bytes);
            held = task;
            next = step;
        }

        @Override
        public boolean sendDataIn(ScsiTask task, int bytes) {
            calls.add("send " + bytes);
            return false;
        }

        @Override
        public void complete(ScsiTask task) {
            calls.add("complete " + task.outcome() + " " + task.requestedBytes());
        }

        @Override
        public String initiatorPortName() {
            return "test";
        }

        @Override
        public Executor home() {
            return Runnable::run;
        }

        @Override
        public void abortTask(ScsiTask task, Runnable done) {
            done.run();
        }

        @Override
        public void abortTasks(long lun, Runnable done) {
            done.run();
        }
    }
}
