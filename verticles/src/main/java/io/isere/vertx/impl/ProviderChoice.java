package io.isere.vertx.impl;

import io.isere.rdma.iwarp.IwarpOptions;
import io.isere.rdma.iwarp.IwarpProvider;
import io.isere.rdma.verbs.RdmaException;
import io.isere.rdma.verbs.RdmaProvider;
import io.isere.rdma.verbs.RdmaProviders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Which provider was asked for, and how it is to speak: one by its name, or any by the address. Immutable; any thread.
 *
 * @param named the provider, able to work here; null: the address decides
 * @param iwarpOptions for the iwarp provider, ignored by others; null: its defaults
 */
record ProviderChoice(
        @Nullable RdmaProvider named, @Nullable IwarpOptions iwarpOptions) {
    /**
     * The choice of a name; {@link RdmaProviders#AUTO} leaves it to the address.
     *
     * @param iwarpOptions for the iwarp provider, ignored by others; null: its defaults
     * @throws RdmaException when there is none of that name, or when it cannot work here
     */
    static ProviderChoice of(String name, @Nullable IwarpOptions iwarpOptions) {
        return new ProviderChoice(name.equals(RdmaProviders.AUTO) ? null : RdmaProviders.named(name), iwarpOptions);
    }

    boolean isByAddress() {
        return named == null;
    }

    /** To listen on an address of this machine. */
    ChosenProvider at(InetAddress local) {
        return ChosenProvider.of(named != null ? named : byAddress(local), iwarpOptions);
    }

    /** To connect to an address: what counts is the one it is reached from. */
    ChosenProvider toward(InetSocketAddress remote) {
        return ChosenProvider.of(named != null ? named : byAddress(localToward(remote)), iwarpOptions);
    }

    /** The one that was named. */
    ChosenProvider regardless() {
        if (named == null) {
            throw new IllegalStateException("provider auto needs an address");
        }
        return ChosenProvider.of(named, iwarpOptions);
    }

    private static RdmaProvider byAddress(InetAddress local) {
        return RdmaProviders.forAddress(local, IwarpProvider.NAME);
    }

    /** Asks the routing table; connecting a datagram socket sends nothing. */
    private static InetAddress localToward(InetSocketAddress remote) {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(remote);
            return ((InetSocketAddress) probe.getLocalAddress()).getAddress();
        } catch (IOException e) {
            return InetAddress.getLoopbackAddress();
        }
    }
}
