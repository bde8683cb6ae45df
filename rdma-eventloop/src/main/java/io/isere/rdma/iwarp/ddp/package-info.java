/**
 * Direct data placement (RFC 5041): tagged and untagged segments, and where their payload may land.
 */
@NullMarked
package io.isere.rdma.iwarp.ddp;

import org.jspecify.annotations.NullMarked;
