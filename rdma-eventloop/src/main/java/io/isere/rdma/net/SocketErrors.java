package io.isere.rdma.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Words for what went wrong with a socket: always the operation, the address and the system's own reason. */
public final class SocketErrors {
    private SocketErrors() {}

    /** An operation on an address that failed. */
    public static IOException cannot(String operation, InetSocketAddress address, Exception cause) {
        return new IOException("cannot " + operation + " " + text(address) + ": " + reason(cause), cause);
    }

    /** A socket offered to a loop whose sockets are made otherwise. */
    public static IOException foreignSocket(DetachedSocket socket, String expected) {
        return new IOException("cannot adopt a " + socket.getClass().getSimpleName() + ": the sockets of this loop are "
                + expected + " sockets");
    }

    /** What a connection's failure text says. */
    public static String broken(String operation, InetSocketAddress remote, Exception cause) {
        return operation + " " + text(remote) + ": " + reason(cause);
    }

    /** What the system says; Netty's native calls put "connect(..) failed with error(-111): " in front of it. */
    private static String reason(Exception cause) {
        String message = cause.getMessage();
        if (message == null) {
            return cause.getClass().getSimpleName();
        }
        int call = message.indexOf("failed with error(");
        int end = call < 0 ? -1 : message.indexOf("): ", call);
        return end < 0 ? message : message.substring(end + 3);
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
