package io.isere.rdma.verbs;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.StreamSockets;

/**
 * What a device gets from the loop it is opened for.
 *
 * @param loop the loop that owns the device and everything made from it
 * @param sockets the loop's stream sockets, for providers that speak over TCP
 */
public record DeviceContext(RdmaLoop loop, StreamSockets sockets) {}
