/**
 * Plain stream sockets on a loop, for protocols that need no RDMA.
 */
@NullMarked
package io.isere.rdma.net;

import org.jspecify.annotations.NullMarked;
