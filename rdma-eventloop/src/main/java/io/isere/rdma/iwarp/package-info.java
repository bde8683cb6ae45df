/**
 * The software iWARP provider: verbs over TCP sockets, with no RDMA device.
 */
@NullMarked
package io.isere.rdma.iwarp;

import org.jspecify.annotations.NullMarked;
