package io.isere.vertx.impl;

import io.isere.rdma.verbs.Availability;
import io.isere.rdma.verbs.RdmaProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The RDMA providers on the class path. Static functions; any thread. */
public final class Providers {
    private Providers() {}

    /**
     * The provider of a name.
     *
     * @throws IllegalArgumentException when there is none, or when it cannot work here; the message says why
     */
    public static RdmaProvider named(String name) {
        List<String> known = new ArrayList<>();
        for (RdmaProvider provider : ServiceLoader.load(RdmaProvider.class)) {
            if (provider.name().equals(name)) {
                return requireAvailable(provider);
            }
            known.add(provider.name());
        }
        throw new IllegalArgumentException(
                "there is no RDMA provider '" + name + "'; those here are " + String.join(", ", known));
    }

    private static RdmaProvider requireAvailable(RdmaProvider provider) {
        Availability availability = provider.availability();
        if (!availability.available()) {
            throw new IllegalArgumentException(
                    "RDMA provider " + provider.name() + " cannot work here: " + availability.reason());
        }
        return provider;
    }
}
