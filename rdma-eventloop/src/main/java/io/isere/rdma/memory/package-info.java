/**
 * Registered memory: regions, pools of registered buffers, and leases on them.
 */
@NullMarked
package io.isere.rdma.memory;

import org.jspecify.annotations.NullMarked;
