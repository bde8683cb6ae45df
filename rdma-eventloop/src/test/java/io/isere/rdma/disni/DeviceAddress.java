package io.isere.rdma.disni;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** Finds an address of this machine that is on an RDMA device. */
final class DeviceAddress {
    private DeviceAddress() {}

    static @Nullable InetAddress find(DisniProvider provider) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(provider::hasAddress)
                    .findFirst()
                    .orElse(null);
        } catch (SocketException e) {
            throw new AssertionError(e);
        }
    }
}
