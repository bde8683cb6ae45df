/**
 * The event loop as providers and protocol code see it: what to poll each turn, tasks, timers and the clock; no
 * Netty and no Vert.x.
 */
@NullMarked
package io.isere.rdma.loop;

import org.jspecify.annotations.NullMarked;
