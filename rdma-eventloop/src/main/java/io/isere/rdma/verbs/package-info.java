/**
 * The verbs every provider implements: devices, protection domains, queue pairs, completion queues, work
 * requests, connection management.
 */
@NullMarked
package io.isere.rdma.verbs;

import org.jspecify.annotations.NullMarked;
