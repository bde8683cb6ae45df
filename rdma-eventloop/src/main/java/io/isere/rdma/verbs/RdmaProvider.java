package io.isere.rdma.verbs;

import java.net.InetAddress;

/**
 * A way to do RDMA: software iWARP, in-process, or hardware. Found by {@link java.util.ServiceLoader}.
 *
 * <p>Stateless; any thread. Everything it opens belongs to the loop it was opened for.
 */
public interface RdmaProvider {
    /** The name people choose it by, for example {@code iwarp}. */
    String name();

    /** Whether it can work here, and when not, why and what to do about it. */
    Availability availability();

    /** Whether it is by devices that have addresses of their own, and one of them has this address of the machine. */
    default boolean hasAddress(InetAddress local) {
        return false;
    }

    /**
     * Opens the provider's device for one loop; called on that loop.
     *
     * @throws RdmaException when it cannot, with a message that names the cause
     */
    RdmaDevice open(DeviceContext context);
}
