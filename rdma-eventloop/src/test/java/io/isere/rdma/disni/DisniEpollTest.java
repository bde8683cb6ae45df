package io.isere.rdma.disni;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.isere.rdma.eventloop.LoopMode;
import io.isere.rdma.eventloop.LoopOptions;
import io.isere.rdma.eventloop.SocketKind;
import io.isere.rdma.verbs.Availability;
import io.isere.rdma.verbs.DeviceQuirk;
import io.isere.rdma.verbs.NettyTestBed;
import io.isere.rdma.verbs.RdmaProviderSuite;
import io.isere.rdma.verbs.RdmaTestBed;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;

/** On this machine's RDMA device, whose loops wait for its channels in their epoll sets; skipped where there is none. */
class DisniEpollTest extends RdmaProviderSuite {
    private static final DisniProvider PROVIDER = new DisniProvider();

    @BeforeAll
    static void needsADevice() {
        Availability availability = PROVIDER.availability();
        assumeTrue(availability.available(), availability.reason());
    }

    private static Set<DeviceQuirk> quirks() {
        boolean siw = HostDevices.ofThisMachine().names().stream().anyMatch(name -> name.startsWith("siw"));
        return siw ? EnumSet.allOf(DeviceQuirk.class) : Set.of();
    }

    @Override
    protected RdmaTestBed createBed() {
        InetAddress address = DeviceAddress.find(PROVIDER);
        assumeTrue(address != null, "no RDMA device of this machine has an IPv4 address");
        LoopOptions options = new LoopOptions().mode(LoopMode.ADAPTIVE).socketKind(SocketKind.EPOLL);
        return NettyTestBed.create(PROVIDER, address, quirks(), options);
    }
}
