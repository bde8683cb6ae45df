package io.isere.rdma.net;

/**
 * An open socket on its way from one loop to another; opaque. Whoever holds it must have it adopted or close it.
 */
public interface DetachedSocket {
    /** Closes a socket that nobody is going to adopt; any thread. */
    void close();
}
