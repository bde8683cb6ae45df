package io.isere.rdma.disni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Addresses as the C library lays them out, and those it is not given. */
class SocketAddressesTest {
    @Test
    void familyInNativeOrderTheRestInNetworkOrder() throws IOException {
        ByteBuffer bytes = SocketAddresses.encode(new InetSocketAddress("192.0.2.1", 3260));
        assertThat(bytes.order(ByteOrder.nativeOrder()).getShort(0)).isEqualTo((short) 2);
        byte[] rest = new byte[14];
        bytes.get(2, rest);
        assertThat(rest).containsExactly(0x0c, 0xbc, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void thereAndBack() throws IOException {
        InetSocketAddress address = new InetSocketAddress("10.1.2.3", 65_535);
        assertThat(SocketAddresses.decode(SocketAddresses.encode(address))).isEqualTo(address);
    }

    @Test
    void anIpv6AddressIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> SocketAddresses.encode(new InetSocketAddress("2001:db8::1", 3260)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("IPv4 only")
                .hasMessageContaining("provider iwarp");
    }

    @Test
    void aNameWithoutAnAddressIsRefused() {
        assertThatThrownBy(() -> SocketAddresses.encode(InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere.invalid");
    }
}
