package io.isere.rdma.inprocess;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who listens where in this JVM: addresses that no network knows. Any thread; control path. */
final class InProcessNetwork {
    private static final int FIRST_FREE_PORT = 49152;
    private static final int FREE_PORTS = 65536 - FIRST_FREE_PORT;

    private static final ConcurrentMap<InetSocketAddress, InProcessListener> LISTENERS = new ConcurrentHashMap<>();
    private static final AtomicInteger LAST_PORT = new AtomicInteger();

    private InProcessNetwork() {}

    static InetSocketAddress bind(InetSocketAddress wanted, InProcessListener listener) throws BindException {
        if (wanted.isUnresolved()) {
            throw new BindException("cannot listen on " + wanted + ": the host name does not resolve");
        }
        int attempts = wanted.getPort() == 0 ? FREE_PORTS : 1;
        for (int i = 0; i < attempts; i++) {
            InetSocketAddress address = wanted.getPort() == 0 ? withFreePort(wanted.getAddress()) : wanted;
            if (LISTENERS.putIfAbsent(address, listener) == null) {
                return address;
            }
        }
        throw new BindException("cannot listen on " + wanted + ": somebody in this JVM does already");
    }

    static void unbind(InetSocketAddress address, InProcessListener listener) {
        LISTENERS.remove(address, listener);
    }

    /** Who listens there, or on that port of every address. */
    static @Nullable InProcessListener find(InetSocketAddress remote) {
        InProcessListener listener = LISTENERS.get(remote);
        return listener != null ? listener : LISTENERS.get(new InetSocketAddress(remote.getPort()));
    }

    /** An address for the end that connects. */
    static InetSocketAddress newLocalAddress() {
        return withFreePort(InetAddress.getLoopbackAddress());
    }

    private static InetSocketAddress withFreePort(InetAddress host) {
        return new InetSocketAddress(host, FIRST_FREE_PORT + Math.floorMod(LAST_PORT.getAndIncrement(), FREE_PORTS));
    }
}
