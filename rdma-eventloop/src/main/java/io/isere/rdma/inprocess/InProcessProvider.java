package io.isere.rdma.inprocess;

import io.isere.rdma.verbs.Availability;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.RdmaProvider;

/**
 * Both ends of each connection in this JVM: for tests, for simulation, and for measuring what stands above the verbs. Data is
 * copied once, from memory to memory, on the loop that receives it or that is asked for it.
 *
 * <p>Any thread.
 */
public final class InProcessProvider implements RdmaProvider {
    /** The name it is chosen by. */
    public static final String NAME = "inprocess";

    private final InProcessFaults faults;

    /** Without faults. */
    public InProcessProvider() {
        this(new InProcessFaults(0));
    }

    /** Its devices suffer these faults. */
    public InProcessProvider(InProcessFaults faults) {
        this.faults = faults;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Availability availability() {
        return new Availability(true, "both ends in this JVM");
    }

    @Override
    public RdmaDevice open(DeviceContext context) {
        return new InProcessDevice(context.loop(), faults);
    }
}
