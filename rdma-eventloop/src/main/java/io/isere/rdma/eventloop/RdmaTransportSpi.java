package io.isere.rdma.eventloop;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * What Vert.x asks of a transport: everything from the one it stands on, but the event loops. The acceptor's loop stays a
 * plain one: it has nothing to poll. Thread: any.
 */
@SuppressWarnings("deprecation") // Vert.x's own interface names InternetProtocolFamily.
final class RdmaTransportSpi implements Transport {
    private final Transport base;
    private final LoopOptions options;

    RdmaTransportSpi(Transport base, LoopOptions options) {
        this.base = base;
        this.options = options;
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return RdmaIoHandler.factory(base.ioHandlerFactory(), options);
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int loops, ThreadFactory threads, int ioRatio) {
        return type == ACCEPTOR_EVENT_LOOP_GROUP
                ? base.eventLoopGroup(type, loops, threads, ioRatio)
                : new RdmaLoopGroup(loops, threads, base.ioHandlerFactory(), options);
    }

    @Override
    public boolean supportsDomainSockets() {
        return base.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return base.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return base.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return base.unavailabilityCause();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return base.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return base.convert(address);
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return base.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
        return base.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return base.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return base.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions socketOptions) {
        base.configure(channel, socketOptions);
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
        base.configure(config, domainSocket, bootstrap);
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
        base.configure(config, domainSocket, bootstrap);
    }
}
