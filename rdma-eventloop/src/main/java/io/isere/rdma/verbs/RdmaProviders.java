package io.isere.rdma.verbs;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the providers on the class path. Control path; thread: any. */
public final class RdmaProviders {
    /** The name that leaves the choice to the address; see {@link #forAddress}. */
    public static final String AUTO = "auto";

    private static final Logger LOG = LoggerFactory.getLogger(RdmaProviders.class);

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

    /**
     * The provider for an address of this machine: one whose devices have it, and failing that the one named, with a line in
     * the log that says why.
     *
     * @param otherwise name of the provider that needs no device
     */
    public static RdmaProvider forAddress(InetAddress local, String otherwise) {
        return choose(all(), local, named(otherwise));
    }

    static RdmaProvider choose(List<RdmaProvider> providers, InetAddress local, RdmaProvider otherwise) {
        StringJoiner reasons = new StringJoiner("; ");
        for (RdmaProvider provider : providers) {
            if (provider.hasAddress(local)) {
                LOG.info(
                        "{}: provider {}: {}",
                        local,
                        provider.name(),
                        provider.availability().reason());
                return provider;
            }
            Availability availability = provider.availability();
            if (!availability.available()) {
                reasons.add("provider " + provider.name() + ": " + availability.reason());
            }
        }
        if (reasons.length() == 0) {
            reasons.add("no RDMA device has this address");
        }
        LOG.info("{}: provider {}, because: {}", local, otherwise.name(), reasons);
        return otherwise;
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
