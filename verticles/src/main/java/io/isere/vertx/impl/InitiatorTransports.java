package io.isere.vertx.impl;

import io.isere.datamover.TransportConnector;
import io.isere.iscsi.initiator.IscsiLoginException;
import io.isere.iser.IserOptions;
import io.isere.tcp.TcpOptions;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTransport;
import io.vertx.core.Future;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an initiator's sessions go over. Immutable; any thread, but connectors belong to their loop.
 *
 * @param provider for iSER; its memory is TCP's too
 */
record InitiatorTransports(
        ProviderChoice provider, IsereTransport wanted, IserOptions iserOptions, TcpOptions tcpOptions) {
    private static final Logger LOG = LoggerFactory.getLogger(InitiatorTransports.class);

    static InitiatorTransports of(IsereInitiatorOptions options) {
        return new InitiatorTransports(
                ProviderChoice.of(options.provider(), options.iwarpOptions()),
                options.transport(),
                options.iserOptions(),
                options.tcpOptions());
    }

    /** Makes connections of one transport on a loop. */
    TransportConnector connector(IsereLoop loop, IsereTransport transport) {
        return transport == IsereTransport.TCP ? loop.connector(tcpOptions) : loop.connector(iserOptions);
    }

    /**
     * Tries what is wanted: one transport and no other, or iSER and then TCP if there was no iSER connection. A target that
     * was reached over iSER and refuses the login is not asked again.
     *
     * @param attempt makes one attempt over a transport
     * @param remote whom it is made to, for the log
     */
    <T> Future<T> tryEach(Function<IsereTransport, Future<T>> attempt, Object remote) {
        if (wanted != IsereTransport.AUTO) {
            return attempt.apply(wanted);
        }
        return attempt.apply(IsereTransport.ISER).recover(failure -> {
            if (!(failure instanceof IscsiLoginException login) || login.wasConnected()) {
                return Future.failedFuture(failure);
            }
            LOG.warn("{}: no iSER ({}); trying iSCSI over TCP", remote, failure.getMessage());
            return attempt.apply(IsereTransport.TCP);
        });
    }
}
