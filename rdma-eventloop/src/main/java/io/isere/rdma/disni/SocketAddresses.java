package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Socket addresses as {@code struct sockaddr_in}. Pure functions but for the two that ask a CM id. Control path; any thread.
 *
 * <pre>
 *  0          2          4            8                16
 * +----------+----------+------------+----------------+
 * |  family  |   port   |  address   |    (zeroes)    |     family in native order, the rest in network order
 * +----------+----------+------------+----------------+
 * </pre>
 */
final class SocketAddresses {
    static final int BYTES = 16;

    private static final short FAMILY_IPV4 = 2;
    private static final int PORT = 2;
    private static final int ADDRESS = 4;

    private SocketAddresses() {}

    /**
     * Lays an address out in native memory.
     *
     * @throws IOException when it is not IPv4, which is all that DiSNI can do
     */
    static ByteBuffer encode(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("the name of " + address + " cannot be resolved");
        }
        if (!(address.getAddress() instanceof Inet4Address)) {
            throw new IOException("DiSNI does IPv4 only, and " + address
                    + " is IPv6: use an IPv4 address of the RDMA device, or the provider iwarp");
        }
        ByteBuffer bytes = NativeLayout.allocate(BYTES);
        bytes.putShort(0, FAMILY_IPV4);
        bytes.order(ByteOrder.BIG_ENDIAN).putShort(PORT, (short) address.getPort());
        bytes.put(ADDRESS, address.getAddress().getAddress());
        return bytes;
    }

    static InetSocketAddress decode(ByteBuffer bytes) {
        byte[] address = new byte[4];
        bytes.get(ADDRESS, address);
        int port = Short.toUnsignedInt(bytes.order(ByteOrder.BIG_ENDIAN).getShort(PORT));
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    static InetSocketAddress local(NativeDispatcher library, long id) {
        ByteBuffer bytes = NativeLayout.allocate(BYTES);
        library._getSrcAddr(id, NativeLayout.addressOf(bytes));
        return decode(bytes);
    }

    static InetSocketAddress remote(NativeDispatcher library, long id) {
        ByteBuffer bytes = NativeLayout.allocate(BYTES);
        library._getDstAddr(id, NativeLayout.addressOf(bytes));
        return decode(bytes);
    }
}
