package io.isere.rdma.eventloop;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;

/** Chooses the socket handler that an RDMA loop wraps. */
final class SocketHandlers {
    private SocketHandlers() {}

    /** Replaces AUTO by what this machine has. */
    static SocketKind resolve(SocketKind kind) {
        if (kind != SocketKind.AUTO) {
            return kind;
        }
        return Epoll.isAvailable() ? SocketKind.EPOLL : SocketKind.NIO;
    }

    static IoHandlerFactory factory(SocketKind kind) {
        return resolve(kind) == SocketKind.EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }
}
