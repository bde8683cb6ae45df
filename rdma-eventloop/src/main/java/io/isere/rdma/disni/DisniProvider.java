package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.isere.rdma.verbs.Availability;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.LoopResourceOptions;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.RdmaProvider;
import io.isere.rdma.verbs.SizeClass;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * RDMA devices (InfiniBand, RoCE, iWARP), through DiSNI 2.1. Needs its native library, librdmacm, a device, and leave to
 * lock memory. Stateless; any thread.
 */
public final class DisniProvider implements RdmaProvider {
    /** The name people choose it by. */
    public static final String NAME = "disni";

    private final HostDevices devices;
    private final Supplier<HostLimits> limits;
    private final Supplier<@Nullable String> libraryProblem;

    /** For this machine. */
    public DisniProvider() {
        this(HostDevices.ofThisMachine(), HostLimits::ofThisProcess, DisniLibrary::problem);
    }

    DisniProvider(HostDevices devices, Supplier<HostLimits> limits, Supplier<@Nullable String> libraryProblem) {
        this.devices = devices;
        this.limits = limits;
        this.libraryProblem = libraryProblem;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Availability availability() {
        String problem = problem();
        return problem != null
                ? new Availability(false, problem)
                : new Availability(true, "RDMA devices " + String.join(", ", devices.names()));
    }

    private @Nullable String problem() {
        String library = libraryProblem.get();
        if (library != null) {
            return library;
        }
        String device = devices.problem();
        if (device != null) {
            return device;
        }
        long lockable = limits.get().lockableBytes();
        long needed = neededBytes();
        return lockable >= needed
                ? null
                : "this process may lock " + lockable
                        + " bytes of memory, and one event loop's buffers alone take up to "
                        + needed
                        + ": raise the limit (ulimit -l unlimited, \"memlock\" in /etc/security/limits.conf, or"
                        + " LimitMEMLOCK=infinity of a systemd unit), or give it the capability CAP_IPC_LOCK";
    }

    /** What the buffers of one loop grow to with the default sizes; connections and disks in memory come on top. */
    static long neededBytes() {
        return LoopResourceOptions.DEFAULT.bufferClasses().stream()
                .mapToLong(SizeClass::maxBytes)
                .sum();
    }

    /** Whether the connection manager finds a device that has this address. */
    @Override
    public boolean hasAddress(InetAddress local) {
        if (problem() != null || local.isAnyLocalAddress()) {
            return false;
        }
        NativeDispatcher library = DisniLibrary.dispatcher();
        try {
            ByteBuffer address = SocketAddresses.encode(new InetSocketAddress(local, 0));
            long channel = library._createEventChannel();
            try {
                return isOnDevice(library, channel, address);
            } finally {
                library._destroyEventChannel(channel);
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isOnDevice(NativeDispatcher library, long channel, ByteBuffer address) throws IOException {
        long id = library._createId(channel, (short) 0);
        try {
            library._bindAddr(id, NativeLayout.addressOf(address));
            long context = library._getContext(id);
            return context != 0 && context != -1;
        } finally {
            library._destroyCmId(id);
        }
    }

    @Override
    public RdmaDevice open(DeviceContext context) {
        return new DisniDevice(DisniLibrary.dispatcher(), context, DisniOptions.DEFAULT);
    }
}
