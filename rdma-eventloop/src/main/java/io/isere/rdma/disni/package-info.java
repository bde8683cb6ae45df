/**
 * RDMA devices (InfiniBand, RoCE, iWARP) through DiSNI's native verbs: devices, memory, queue pairs, connections.
 *
 * <p>In reading order: {@code DisniProvider}, {@code DisniLibrary}, {@code DisniDevice}, {@code Adapter},
 * {@code HardwareDomain}, {@code DisniQueuePair}, {@code HardwareQueuePair}, {@code CmChannel}, {@code DisniConnection}.
 */
@NullMarked
package io.isere.rdma.disni;

import org.jspecify.annotations.NullMarked;
