/**
 * What the software providers share: registered memory and windows behind an STag table, work queues, completion queues,
 * and the life of a queue pair. A provider adds the wire.
 *
 * <p>Reading order: {@link io.isere.rdma.soft.SoftQueuePair}, {@link io.isere.rdma.soft.WorkQueue}, {@link
 * io.isere.rdma.soft.SoftCompletionQueue}, {@link io.isere.rdma.soft.SoftProtectionDomain}.
 */
@NullMarked
package io.isere.rdma.soft;

import org.jspecify.annotations.NullMarked;
