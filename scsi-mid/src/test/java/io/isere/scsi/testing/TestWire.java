package io.isere.scsi.testing;

import io.isere.scsi.lun.LocalPort;
import io.isere.scsi.lun.ScsiTargetDevice;
import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the commands of a {@link TestUnit} and its device. Modules that carry commands offer theirs as a
 * service and run the tests of the commands again; without one, nothing lies between.
 */
public interface TestWire {
    /** Tag of tests that count turns of the loop or look at what no wire lets through. */
    String IN_PLACE = "in-place";

    /** The way to one device. */
    interface Reach {
        /** What makes things happen on it. */
        ManualLoop loop();

        /** Another initiator port. */
        TestPort connect(String initiatorPortName, int tasksMax);
    }

    Reach to(ScsiTargetDevice device);

    /** That of this run. */
    static TestWire current() {
        return ServiceLoader.load(TestWire.class).findFirst().orElse(InPlace::new);
    }

    /** A device in the same process, on the same loop. */
    record InPlace(ScsiTargetDevice device, ManualLoop loop) implements Reach {
        InPlace(ScsiTargetDevice device) {
            this(device, new ManualLoop());
        }

        @Override
        public TestPort connect(String initiatorPortName, int tasksMax) {
            return new Direct(new LocalPort(device, initiatorPortName, loop, tasksMax));
        }
    }

    /** A local port. */
    record Direct(LocalPort port) implements TestPort {
        @Override
        public ScsiPort scsi() {
            return port;
        }

        @Override
        public void manage(
                TaskManagementFunction function,
                long lun,
                @Nullable ScsiTask reference,
                TaskManagementCompletion completion) {
            port.manage(function, lun, reference, completion);
        }

        @Override
        public void close() {
            port.close();
        }
    }
}
