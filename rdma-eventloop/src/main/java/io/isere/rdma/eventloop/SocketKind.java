package io.isere.rdma.eventloop;

/** How a loop waits for its sockets. */
public enum SocketKind {
    /** Epoll where the machine has it, java.nio elsewhere. */
    AUTO,
    /** Linux's epoll through Netty's native library. */
    EPOLL,
    /** A java.nio selector; works everywhere. */
    NIO
}
