/**
 * The RDMA protocol (RFC 5040): sends, writes, reads, invalidation and Terminate.
 */
@NullMarked
package io.isere.rdma.iwarp.rdmap;

import org.jspecify.annotations.NullMarked;
