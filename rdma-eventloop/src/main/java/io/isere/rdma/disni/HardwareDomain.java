package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.isere.rdma.memory.Access;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.soft.SoftMemoryRegion;
import io.netty.channel.unix.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A protection domain of a device, and what is registered in it: whole regions for local use, made when a queue pair of the
 * domain first names them, and the windows opened to its peer, each a registration of exactly its range.
 *
 * <p>Why windows are registrations: DiSNI has no memory windows, and a device grants remote access by domain, not by queue
 * pair. So a queue pair that exposes memory has a domain to itself, in which nothing but what is exposed now has remote
 * rights; those that expose none share the adapter's domain, in which nothing has.
 *
 * <p>Thread: its loop. Registering is a system call that pins pages: once a region and domain, and once a window's bind.
 * Neither that nor naming a region allocates once the arrays have grown.
 */
final class HardwareDomain {
    private static final Logger LOG = LoggerFactory.getLogger(HardwareDomain.class);
    private static final ToLongFunction<ByteBuffer> ADDRESS = Buffer::memoryAddress;
    private static final int REMOTE_KEY = 4;
    private static final int HANDLE = 8;

    private final NativeDispatcher library;
    private final long pointer;
    private final ByteBuffer keys = NativeLayout.allocate(12);
    private final long keysAddress = NativeLayout.addressOf(keys);
    private final List<DisniMemoryWindow> windows = new ArrayList<>();

    /** By the region's index: {@code struct ibv_mr}, 0 when there is none, and its local key. */
    private long[] registrations = new long[64];

    private int[] localKeys = new int[64];

    HardwareDomain(NativeDispatcher library, long context) throws IOException {
        this.library = library;
        pointer = library._allocPd(context);
    }

    /** {@code struct ibv_pd}. */
    long pointer() {
        return pointer;
    }

    static long addressOf(Slab slab) {
        return slab.address(ADDRESS);
    }

    // ---- Regions, for this side's use.

    /** The key by which a work request names a region, registered here if it was not yet. */
    int localKey(SoftMemoryRegion region) throws IOException {
        int index = region.index();
        if (index >= registrations.length || registrations[index] == 0) {
            register(region);
        }
        return localKeys[index];
    }

    private void register(SoftMemoryRegion region) throws IOException {
        int index = region.index();
        if (index >= registrations.length) {
            int length = Math.max(index + 1, registrations.length * 2);
            registrations = Arrays.copyOf(registrations, length);
            localKeys = Arrays.copyOf(localKeys, length);
        }
        // Remote rights are given by windows only.
        int access = region.access() & Access.LOCAL_WRITE;
        registrations[index] = register(addressOf(region.slab()), region.slab().lengthBytes(), access);
        localKeys[index] = keys.getInt(0);
    }

    /** The region is registered no more: its windows end too. */
    void forget(SoftMemoryRegion region) {
        for (int i = windows.size() - 1; i >= 0; i--) {
            if (windows.get(i).isOf(region)) {
                windows.get(i).invalidate();
            }
        }
        int index = region.index();
        if (index < registrations.length && registrations[index] != 0) {
            deregister(registrations[index]);
            registrations[index] = 0;
        }
    }

    // ---- Windows, for the peer's.

    /** Registers a range for the peer; {@link #remoteKey} names it. The address it has there is its own. */
    long open(DisniMemoryWindow window, long address, int lengthBytes, int access) throws IOException {
        int localRight = Access.permits(access, Access.REMOTE_WRITE) ? Access.LOCAL_WRITE : 0;
        long registration = register(address, lengthBytes, access | localRight);
        windows.add(window);
        return registration;
    }

    /** The remote key of what {@link #open} registered last. */
    int remoteKey() {
        return keys.getInt(REMOTE_KEY);
    }

    void close(DisniMemoryWindow window, long registration) {
        // The last takes its place, so that nothing moves far: most windows live as briefly as the one before.
        int at = windows.lastIndexOf(window);
        DisniMemoryWindow last = windows.remove(windows.size() - 1);
        if (last != window) {
            windows.set(at, last);
        }
        deregister(registration);
    }

    void endWindows() {
        for (int i = windows.size() - 1; i >= 0; i--) {
            windows.get(i).invalidate();
        }
    }

    // ---- Both.

    private long register(long address, int lengthBytes, int access) throws IOException {
        return library._regMr(
                pointer, address, lengthBytes, access, keysAddress, keysAddress + REMOTE_KEY, keysAddress + HANDLE);
    }

    private void deregister(long registration) {
        try {
            library._deregMr(registration);
        } catch (IOException e) {
            LOG.warn("a registration cannot be ended, its memory stays pinned: {}", e.toString());
        }
    }

    /** Ends all registrations; no queue pair uses the domain any more. */
    void close() {
        endWindows();
        for (int i = 0; i < registrations.length; i++) {
            if (registrations[i] != 0) {
                deregister(registrations[i]);
                registrations[i] = 0;
            }
        }
        library._deallocPd(pointer);
    }
}
