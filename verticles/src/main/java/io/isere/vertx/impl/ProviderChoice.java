package io.isere.vertx.impl;

import io.isere.rdma.iwarp.IwarpOptions;
import io.isere.rdma.iwarp.IwarpProvider;
import io.isere.rdma.verbs.RdmaProvider;
import io.isere.rdma.verbs.RdmaProviders;
import org.jspecify.annotations.Nullable;

/**
 * A provider and how it was asked to speak. What is chosen alike shares the resources of a loop. Immutable; any thread.
 *
 * @param provider the provider, able to work here
 * @param iwarpOptions what it was made with; null: its defaults
 */
record ProviderChoice(RdmaProvider provider, @Nullable IwarpOptions iwarpOptions) {
    /**
     * The provider of a name.
     *
     * @param iwarpOptions for the iwarp provider, ignored by others; null: its defaults
     * @throws io.isere.rdma.verbs.RdmaException when there is none, or when it cannot work here
     */
    static ProviderChoice of(String name, @Nullable IwarpOptions iwarpOptions) {
        RdmaProvider named = RdmaProviders.named(name);
        return iwarpOptions != null && named.name().equals(IwarpProvider.NAME)
                ? new ProviderChoice(new IwarpProvider(iwarpOptions), iwarpOptions)
                : new ProviderChoice(named, null);
    }
}
