package io.isere.vertx.impl;

import io.isere.rdma.iwarp.IwarpOptions;
import io.isere.rdma.iwarp.IwarpProvider;
import io.isere.rdma.verbs.RdmaProvider;
import org.jspecify.annotations.Nullable;

/**
 * A provider and how it speaks. What is chosen alike shares the resources of a loop. Immutable; any thread.
 *
 * @param provider the provider, able to work here
 * @param iwarpOptions what it was made with; null: its defaults
 */
record ChosenProvider(RdmaProvider provider, @Nullable IwarpOptions iwarpOptions) {
    static ChosenProvider of(RdmaProvider provider, @Nullable IwarpOptions iwarpOptions) {
        return iwarpOptions != null && provider.name().equals(IwarpProvider.NAME)
                ? new ChosenProvider(new IwarpProvider(iwarpOptions), iwarpOptions)
                : new ChosenProvider(provider, null);
    }
}
