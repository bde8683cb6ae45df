/**
 * Memory that the wire reads and writes in place: slabs and access rights.
 */
@NullMarked
package io.isere.rdma.memory;

import org.jspecify.annotations.NullMarked;
