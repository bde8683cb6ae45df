package io.isere.rdma.verbs;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Finds the providers on the class path. Control path; thread: any. */
public final class RdmaProviders {
    private RdmaProviders() {}

    /** Every provider, able to work here or not. */
    public static List<RdmaProvider> all() {
        List<RdmaProvider> providers = new ArrayList<>();
        ServiceLoader.load(RdmaProvider.class, RdmaProviders.class.getClassLoader())
                .forEach(providers::add);
        return providers;
    }

    /**
     * The provider of a name, able to work here.
     *
     * @throws RdmaException when there is none, naming those there are, or when it cannot work here, saying why
     */
    public static RdmaProvider named(String name) {
        List<String> names = new ArrayList<>();
        for (RdmaProvider provider : all()) {
            if (provider.name().equals(name)) {
                return requireAvailable(provider);
            }
            names.add(provider.name());
        }
        throw new RdmaException("no RDMA provider is named " + name + "; there are " + names);
    }

    private static RdmaProvider requireAvailable(RdmaProvider provider) {
        Availability availability = provider.availability();
        if (!availability.available()) {
            throw new RdmaException(
                    "the RDMA provider " + provider.name() + " cannot work here: " + availability.reason());
        }
        return provider;
    }
}
