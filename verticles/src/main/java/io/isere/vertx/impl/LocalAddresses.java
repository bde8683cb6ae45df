package io.isere.vertx.impl;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** This machine's addresses, where one is wanted that others can connect to. Static; any thread. */
final class LocalAddresses {
    private LocalAddresses() {}

    /**
     * What a listening address means to others: itself, or for the wildcard every address of the machine; that of loopback
     * only where there is no other.
     */
    static List<InetSocketAddress> of(InetSocketAddress listening) {
        if (!listening.getAddress().isAnyLocalAddress()) {
            return List.of(listening);
        }
        List<InetSocketAddress> outside = all(listening).stream()
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .map(address -> new InetSocketAddress(address, listening.getPort()))
                .toList();
        return outside.isEmpty()
                ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getPort()))
                : outside;
    }

    private static List<InetAddress> all(InetSocketAddress listening) {
        try {
            int bytes = listening.getAddress().getAddress().length;
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address.getAddress().length <= bytes)
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }
}
