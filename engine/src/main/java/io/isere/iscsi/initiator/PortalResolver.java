package io.isere.iscsi.initiator;

import io.isere.iscsi.text.TargetAddress;
import io.vertx.core.Future;
import java.net.InetSocketAddress;

/** Looks up where a portal is; may complete on any thread. */
@FunctionalInterface
public interface PortalResolver {
    /** For addresses that are written as numbers, which need no look-up; a name fails. */
    PortalResolver NUMERIC = address -> {
        boolean numeric = address.host().indexOf(':') >= 0 || address.host().matches("[0-9.]+");
        return numeric
                ? Future.succeededFuture(new InetSocketAddress(address.host(), address.port()))
                : Future.failedFuture("'" + address.host() + "' is a name, not an address");
    };

    /** The address to connect to now. */
    Future<InetSocketAddress> resolve(TargetAddress address);
}
