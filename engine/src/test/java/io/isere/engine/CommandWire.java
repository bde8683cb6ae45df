package io.isere.engine;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.scsi.lun.ScsiTargetDevice;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.testing.ManualLoop;
import io.isere.scsi.testing.TestPort;
import io.isere.scsi.testing.TestWire;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Puts the whole engine between the commands of a {@link io.isere.scsi.testing.TestUnit} and its device: initiator and
 * target over the in-process provider, both stepped in the test's thread. Found as a service, by which the build runs
 * scsi-mid's tests of commands a second time; as an extension it closes what a test has opened.
 */
public final class CommandWire implements TestWire, AfterEachCallback {
    @Override
    public Reach to(ScsiTargetDevice device) {
        return new OverRig(new EngineRig(device));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        EngineRig.closeAll();
    }

    private static final class OverRig implements Reach {
        private final EngineRig rig;
        private final ManualLoop loop;
        private long nextIsid = 0x8000_0000_0100L;

        OverRig(EngineRig rig) {
            this.rig = rig;
            loop = new RigLoop(rig);
        }

        @Override
        public ManualLoop loop() {
            return loop;
        }

        @Override
        public TestPort connect(String initiatorPortName, int tasksMax) {
            String[] nameAndIsid = initiatorPortName.split(",i,0x", 2);
            String name = nameAndIsid[0].startsWith("iqn.") ? nameAndIsid[0] : "iqn.2026-11.io.isere:" + nameAndIsid[0];
            long isid = nameAndIsid.length == 1 ? nextIsid++ : Long.parseLong(nameAndIsid[1], 16);
            return new SessionPort(rig, rig.login(InitiatorSettings.of(name, isid)));
        }
    }

    /** Steps the rig where a loop of one's own would run its work. */
    private static final class RigLoop extends ManualLoop {
        private final EngineRig rig;

        RigLoop(EngineRig rig) {
            this.rig = rig;
        }

        @Override
        public void execute(Runnable work) {
            rig.context(0).loop().execute(work);
        }

        @Override
        public boolean runAll() {
            rig.settle();
            return false;
        }

        @Override
        public void runOne() {
            rig.settle();
        }

        @Override
        public void runUntil(BooleanSupplier done) {
            rig.until("what the test waits for", done);
        }
    }

    private record SessionPort(EngineRig rig, InitiatorSession session) implements TestPort {
        @Override
        public ScsiPort scsi() {
            return session;
        }

        /** A port takes commands of any length from registered memory only. */
        @Override
        public SubmitResult submit(ScsiTask task) {
            DataSegments data = task.clientData();
            for (int i = 0; i < data.count(); i++) {
                rig.context(1).memory().regionOf(data.slab(i));
            }
            return session.submit(task);
        }

        @Override
        public void manage(
                TaskManagementFunction function,
                long lun,
                @Nullable ScsiTask reference,
                TaskManagementCompletion completion) {
            session.manage(function, lun, reference, completion);
        }

        @Override
        public void close() {
            rig.await(session.logout());
            rig.settle();
        }
    }
}
