/**
 * The loop made of Netty and Vert.x: an I/O handler that polls completion queues in the turn that serves sockets,
 * and the Vert.x transport on top of it.
 */
@NullMarked
package io.isere.rdma.eventloop;

import org.jspecify.annotations.NullMarked;
