package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Choosing by name, which never becomes another, and by address. */
class RdmaProvidersTest {
    private record Made(String name, Availability availability, InetAddress address) implements RdmaProvider {
        @Override
        public boolean hasAddress(InetAddress local) {
            return availability.available() && local.equals(address);
        }

        @Override
        public RdmaDevice open(DeviceContext context) {
            throw new AssertionError("not opened here");
        }
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static final Availability GOOD = new Availability(true, "good");
    private static final Availability BAD = new Availability(false, "broken");

    private final InetAddress onDevice = address(1);
    private final InetAddress elsewhere = address(2);
    private final RdmaProvider software = new Made("software", GOOD, null);

    @Test
    void aDeviceIsChosenForItsAddressOnly() {
        RdmaProvider hardware = new Made("hardware", GOOD, onDevice);
        List<RdmaProvider> all = List.of(software, hardware);
        assertThat(RdmaProviders.choose(all, onDevice, software)).isSameAs(hardware);
        assertThat(RdmaProviders.choose(all, elsewhere, software)).isSameAs(software);
    }

    @Test
    void aProviderThatCannotWorkIsNotChosen() {
        List<RdmaProvider> all = List.of(new Made("hardware", BAD, onDevice), software);
        assertThat(RdmaProviders.choose(all, onDevice, software)).isSameAs(software);
    }

    @Test
    void withoutDevicesTheAddressLeadsToTheOther() {
        assertThat(RdmaProviders.forAddress(InetAddress.getLoopbackAddress(), "iwarp")
                        .name())
                .isEqualTo("iwarp");
    }

    @Test
    void aNameNeverBecomesAnother() {
        assertThatThrownBy(() -> RdmaProviders.named("mellanox"))
                .isInstanceOf(RdmaException.class)
                .hasMessageContaining("disni")
                .hasMessageContaining("iwarp");
        for (RdmaProvider provider : RdmaProviders.all()) {
            if (!provider.availability().available()) {
                assertThatThrownBy(() -> RdmaProviders.named(provider.name()))
                        .isInstanceOf(RdmaException.class)
                        .hasMessageContaining(provider.availability().reason());
            }
        }
    }
}
